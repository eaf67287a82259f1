package io.tidemark.pipelines.anomaly;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.tidemark.aggregate.Severity;
import io.tidemark.aggregate.ZScoreOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** What a robust baseline calls unusual, on series of windows that are made up. */
class RobustBaselineTest {

  private static final Duration QUARTER = Duration.standardMinutes(15);
  private static final RobustOptions OPTIONS = new RobustOptions(10, 3, 5, 10);
  private static final WindowSteps EACH_QUARTER = new WindowSteps(QUARTER, QUARTER);

  @Test
  void duringTheWarmUpNothingIsJudged() {
    RobustBaseline baseline = latency(9, 100);
    assertThat(baseline.score(reading(900, 100), end(9)).isJudged(), is(false));
    assertThat(latency(10, 100).score(reading(900, 100), end(10)).isJudged(), is(true));
  }

  @Test
  void aLatencyThatDoublesIsCriticalWhereWindowsDifferByATenth() {
    Score score = latency(96, 100).score(reading(2000, 100), end(96));
    assertThat(score.severity(), is(Severity.CRITICAL));
    assertThat(score.expected(), closeTo(1000, 100));
    assertThat(score.isSustained(), is(false));
  }

  @Test
  void aLatencyThatHalvesIsAWarningAtMost() {
    Score score = latency(40, 100).score(reading(300, 100), end(40));
    assertThat(score.z(), lessThan(-5.0));
    assertThat(score.severity(), is(Severity.WARNING));
  }

  @Test
  void aWindowOfFewRequestsIsTrustedLessAndOneOfTooFewNotJudged() {
    RobustBaseline baseline = latency(40, 100);
    double whole = baseline.score(reading(2000, 100), end(40)).z();
    Score few = baseline.score(reading(2000, 25), end(40));
    assertThat(few.z(), closeTo(whole / 2, 0.2));
    assertThat(baseline.score(reading(2000, 19), end(40)).isJudged(), is(false));
  }

  @Test
  void aSingleWildWindowLeavesTheBaselineWhereItWas() {
    RobustBaseline baseline = latency(40, 100);
    double before = baseline.forecast().expected(end(41).getMillis());
    RobustBaseline after = baseline.learn(reading(60_000, 100), end(40), 0);
    assertThat(after.forecast().expected(end(41).getMillis()), closeTo(before, before * 0.02));
    assertThat(after.spread(), is(baseline.spread()));
  }

  @Test
  void afterFourHoursOfAnIncidentItsLevelIsLearned() {
    RobustBaseline baseline = latency(40, 100);
    for (int i = 0; i < 40; i++) {
      baseline = baseline.learn(reading(2000, 100), end(40 + i), i * QUARTER.getMillis());
    }
    assertThat(baseline.score(reading(2000, 100), end(80)).severity(), is(Severity.NONE));
  }

  @Test
  void aSmallShiftThatLastsIsAWarningOfTheLastWindowsTogether() {
    RobustBaseline baseline = latency(96, 100);
    List<String> scores = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Score score = baseline.score(reading(1302, 100), end(96 + i));
      scores.add(score.severity() + (score.isSustained() ? " together" : " alone"));
      baseline = baseline.learn(reading(1302, 100), end(96 + i), score.isUnusual() ? 0 : -1);
    }
    assertThat(
        scores,
        is(
            List.of(
                "NONE alone",
                "NONE together",
                "NONE together",
                "WARNING together",
                "WARNING together")));
  }

  @Test
  void errorsAreUnusualByTheirNumberAndNotByTheirRateAlone() {
    RobustBaseline baseline = RobustBaseline.of(OPTIONS, EACH_QUARTER, WatchedMetric.ERROR_RATE);
    for (int i = 0; i < 40; i++) {
      baseline =
          baseline.learn(new Reading(i % 4 == 0 ? 0.01 : 0, 100, i % 4 == 0 ? 1 : 0), end(i), -1);
    }
    assertThat(baseline.score(new Reading(0.1, 10, 1), end(40)).severity(), is(Severity.NONE));
    assertThat(baseline.score(new Reading(0.1, 100, 10), end(40)).isUnusual(), is(true));
    assertThat(
        baseline.score(new Reading(0.1, 1000, 100), end(40)).severity(), is(Severity.CRITICAL));
    assertThat(baseline.score(new Reading(0, 1000, 0), end(40)).severity(), is(Severity.NONE));
  }

  @Test
  void halfTheTrafficIsCriticalWhereThereIsEnoughOfIt() {
    RobustBaseline baseline = RobustBaseline.of(OPTIONS, EACH_QUARTER, WatchedMetric.THROUGHPUT);
    for (int i = 0; i < 40; i++) {
      baseline = baseline.learn(requests(1000 + i % 5 * 20), end(i), -1);
    }
    Score half = baseline.score(requests(500), end(40));
    assertThat(half.severity(), is(Severity.CRITICAL));
    assertThat(half.expected(), closeTo(1040 / 900.0, 0.02));
    assertThat(baseline.score(requests(900), end(40)).severity(), is(Severity.NONE));
  }

  @Test
  void anHourThatIsBusyEveryDayIsUsualFromTheFourthDayOn() {
    RobustBaseline baseline = RobustBaseline.of(OPTIONS, EACH_QUARTER, WatchedMetric.THROUGHPUT);
    double first = 0;
    double fourth = 0;
    for (int i = 0; i < 4 * 96; i++) {
      boolean busy = i % 96 / 4 == 15;
      Reading reading = requests((busy ? 1500 : 1000) + i % 5 * 10);
      double z = baseline.score(reading, end(i)).z();
      first = i == 60 ? z : first;
      fourth = i == 3 * 96 + 61 ? z : fourth;
      baseline = baseline.learn(reading, end(i), -1);
    }
    assertThat(first, greaterThan(3.0));
    assertThat(fourth, lessThan(2.5));
  }

  @Test
  void theThroughputOfAWindowThatBeganBeforeItsSeriesIsNotJudged() {
    WindowSteps steps = new WindowSteps(QUARTER, Duration.standardMinutes(1));
    RobustBaseline baseline = RobustBaseline.of(OPTIONS, steps, WatchedMetric.THROUGHPUT);
    int minute = 0;
    for (; minute < 300; minute++) {
      baseline = baseline.learn(requests(1000), minute(minute), -1);
    }
    assertThat(baseline.score(requests(100), minute(minute)).isJudged(), is(true));
    int afterSilence = minute + 60;
    assertThat(baseline.score(requests(100), minute(afterSilence)).isJudged(), is(false));
    for (int i = 0; i < 14; i++) {
      baseline = baseline.learn(requests(70 * (i + 1)), minute(afterSilence + i), -1);
    }
    assertThat(baseline.score(requests(1000), minute(afterSilence + 14)).isJudged(), is(true));
  }

  @Test
  void itsCoderKeepsWhatItHasLearned() throws Exception {
    for (WatchedMetric metric : WatchedMetric.values()) {
      RobustBaseline baseline = RobustBaseline.of(OPTIONS, EACH_QUARTER, metric);
      for (int i = 0; i < 120; i++) {
        baseline = baseline.learn(new Reading(0.1 + i % 7, 100, 10 + i % 7), end(i), -1);
      }
      RobustBaselineCoder coder =
          new RobustBaselineCoder(
              metric,
              new AnomalyOptions(OPTIONS, ZScoreOptions.defaults(), EACH_QUARTER, Duration.ZERO));
      byte[] bytes = CoderUtils.encodeToByteArray(coder, baseline);
      RobustBaseline read = CoderUtils.decodeFromByteArray(coder, bytes);
      assertThat(CoderUtils.encodeToByteArray(coder, read), is(bytes));
      Reading next = new Reading(9, 100, 60);
      assertThat(read.score(next, end(120)), is(baseline.score(next, end(120))));
      CoderProperties.coderSerializable(coder);
    }
  }

  /** The median of windows is 1,000 ms and they differ by a tenth, with this many requests each. */
  private static RobustBaseline latency(int windows, int requests) {
    RobustBaseline baseline = RobustBaseline.of(OPTIONS, EACH_QUARTER, WatchedMetric.LATENCY_P95);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < windows; i++) {
      double factor = StrictMath.exp(0.1 * gaussian(random));
      baseline = baseline.learn(reading(1000 * factor, requests), end(i), -1);
    }
    return baseline;
  }

  private static double gaussian(SplittableRandom random) {
    double sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum - 6;
  }

  private static Reading reading(double value, int requests) {
    return new Reading(value, requests, 0);
  }

  private static Reading requests(int count) {
    return new Reading(count / 900.0, count, count);
  }

  private static Instant end(int quarter) {
    return Instant.EPOCH.plus(QUARTER.multipliedBy(quarter + 1L));
  }

  private static Instant minute(int minute) {
    return Instant.EPOCH.plus(Duration.standardMinutes(minute + 15L));
  }
}
