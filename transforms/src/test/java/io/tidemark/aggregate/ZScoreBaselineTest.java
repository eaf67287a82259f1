package io.tidemark.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;

class ZScoreBaselineTest {
  private static final ZScoreOptions OPTIONS =
      ZScoreOptions.defaults().withWarmUp(10).withMaxConsecutiveAnomalies(5);

  @Test
  void exponentiallyWeightedMeansOfTheGoldenCases() {
    EwMoments half = EwMoments.of(0.5).learn(10);
    assertThat(half.mean(), is(10.0));
    half = half.learn(20);
    assertThat(half.mean(), is(15.0));
    half = half.learn(30);
    assertThat(half.mean(), is(22.5));
    EwMoments spanNine = EwMoments.of(2.0 / (9 + 1));
    for (int x = 1; x <= 10; x++) {
      spanNine = spanNine.learn(x);
    }
    assertThat(spanNine.mean(), closeTo(6.536870912, 1e-12));
  }

  @Test
  void exponentiallyWeightedVarianceIsThatOfTheWeights() {
    EwMoments moments = EwMoments.of(0.5).learn(10).learn(20).learn(30);
    // Weights 1/4, 1/4, 1/2 around the mean 22.5.
    assertThat(moments.variance(), closeTo((12.5 * 12.5 + 2.5 * 2.5) / 4 + 7.5 * 7.5 / 2, 1e-12));
  }

  @Test
  void alphaIsAboveZeroAndAtMostOne() {
    Exception refused = assertThrows(IllegalArgumentException.class, () -> EwMoments.of(0));
    assertThat(refused.getMessage(), is("alpha is 0.0: allowed are above 0, up to 1"));
    assertThrows(IllegalArgumentException.class, () -> EwMoments.of(1.1));
    assertThat(EwMoments.of(1).learn(3).learn(7), equalTo(new EwMoments(1, 2, 7, 0)));
  }

  @Test
  void aHundredAfterOneToTenIsAnAnomalyAndIsNotLearned() {
    ZScoreBaseline baseline = learned(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(baseline.score(100).severity(), is(Severity.CRITICAL));
    assertThat(baseline.learn(100).moments(), equalTo(baseline.moments()));
    assertThat(baseline.learn(100).consecutiveAnomalies(), is(1));
    assertThat(baseline.learn(100).learn(9).consecutiveAnomalies(), is(0));
  }

  @Test
  void duringWarmUpNothingIsAnAnomalyAndEverythingIsLearned() {
    ZScoreBaseline baseline = learned(1, 1, 1, 1, 1, 1, 1, 1, 1);
    assertThat(baseline.isWarmingUp(), is(true));
    assertThat(baseline.score(1000).severity(), is(Severity.NONE));
    assertThat(baseline.learn(1000).moments().count(), is(10L));
  }

  @Test
  void theFirstValueScoresZeroAgainstItself() {
    ZScoreBaseline.Score score = ZScoreBaseline.of(OPTIONS).score(7);
    assertThat(score, equalTo(new ZScoreBaseline.Score(7, 7, 0, 0, Severity.NONE)));
  }

  @Test
  void aFlatBaselineNeverDividesByZero() {
    ZScoreBaseline flat = learned(100, 100, 100, 100, 100, 100, 100, 100, 100, 100);
    assertThat(flat.score(100).z(), is(0.0));
    assertThat(flat.score(100).severity(), is(Severity.NONE));
    assertThat(flat.score(102).severity(), is(Severity.NONE));
    assertThat(flat.score(104).severity(), is(Severity.WARNING));
    assertThat(flat.score(94).severity(), is(Severity.CRITICAL));
  }

  @Test
  void aBaselineFlatAtZeroGoesByTheAbsoluteFloor() {
    ZScoreBaseline flat = ZScoreBaseline.of(OPTIONS.withMinStddev(0.01, 0.01));
    for (int i = 0; i < 10; i++) {
      flat = flat.learn(0);
    }
    assertThat(flat.score(0).z(), is(0.0));
    assertThat(flat.score(0.02).severity(), is(Severity.NONE));
    assertThat(flat.score(0.035).severity(), is(Severity.WARNING));
    assertThat(flat.score(0.05).severity(), is(Severity.CRITICAL));
  }

  @Test
  void thresholdsAreInclusiveAndOptions() {
    ZScoreBaseline flat = ZScoreBaseline.of(OPTIONS.withMinStddev(1, 0).withThresholds(2, 4));
    for (int i = 0; i < 10; i++) {
      flat = flat.learn(0);
    }
    assertThat(flat.score(1.999).severity(), is(Severity.NONE));
    assertThat(flat.score(-2).severity(), is(Severity.WARNING));
    assertThat(flat.score(4).severity(), is(Severity.CRITICAL));
  }

  @Test
  void followsALevelShiftAfterTheAllowedRunOfAnomalies() {
    ZScoreBaseline baseline = learned(10, 11, 9, 10, 11, 9, 10, 11, 9, 10);
    for (int i = 0; i < 5; i++) {
      assertThat(baseline.score(50).isAnomaly(), is(true));
      ZScoreBaseline next = baseline.learn(50);
      assertThat(next.moments(), equalTo(baseline.moments()));
      baseline = next;
    }
    assertThat(baseline.learn(50).moments(), equalTo(baseline.moments().learn(50)));
    for (int i = 0; i < 40; i++) {
      baseline = baseline.learn(50);
    }
    assertThat(baseline.score(50).severity(), is(Severity.NONE));
    assertThat(baseline.moments().mean(), closeTo(50, 1));
    assertThat(baseline.consecutiveAnomalies(), is(0));
  }

  @Test
  void refusesWhatIsNotFinite() {
    assertThrows(
        IllegalArgumentException.class, () -> ZScoreBaseline.of(OPTIONS).score(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.withThresholds(5, 3));
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.withMinStddev(0, 0));
    assertThrows(IllegalArgumentException.class, () -> OPTIONS.withWarmUp(1));
  }

  @Test
  void coderKeepsWhatWasLearned() throws Exception {
    ZScoreBaselineCoder coder = ZScoreBaselineCoder.of(OPTIONS);
    for (ZScoreBaseline baseline :
        List.of(ZScoreBaseline.of(OPTIONS), learned(1, 2, 3), learned(1, 1).learn(1e9))) {
      CoderProperties.coderDecodeEncodeEqual(coder, baseline);
    }
    CoderProperties.coderSerializable(coder);
    CoderProperties.coderConsistentWithEquals(coder, learned(1, 2), learned(1, 2));
  }

  private static ZScoreBaseline learned(double... values) {
    ZScoreBaseline baseline = ZScoreBaseline.of(OPTIONS);
    for (double value : values) {
      baseline = baseline.learn(value);
    }
    return baseline;
  }
}
