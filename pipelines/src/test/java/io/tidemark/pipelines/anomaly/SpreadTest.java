package io.tidemark.pipelines.anomaly;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;

/** Robust deviations of residuals. */
class SpreadTest {

  @Test
  void nothingIsKnownAtFirst() {
    assertThat(Spread.none().on(1), is(0.0));
    assertThat(Spread.none().count(), is(0));
  }

  @Test
  void aDayOfResidualsIsRememberedAndNoMore() {
    Spread spread = Spread.none();
    for (int i = 0; i < 200; i++) {
      spread = spread.with(i, WatchedMetric.LATENCY_P95);
    }
    assertThat(spread.count(), is(Spread.REMEMBERED));
    assertThat(spread.residuals()[0], is(104f));
    assertThat(spread.residuals()[95], is(199f));
  }

  @Test
  void aTenthOfWildResidualsBelowDoesNotWidenTheDeviationAbove() {
    Spread spread = Spread.none();
    for (int i = 0; i < 90; i++) {
      spread = spread.with(i % 10 == 0 ? -50 : (i % 9 - 4) / 4.0, WatchedMetric.THROUGHPUT);
    }
    // Of multiples of a quarter up to 1, and a tenth beyond, the median distance is 0.75.
    assertThat(spread.on(1), closeTo(1.4826 * 0.75, 0.01));
  }

  @Test
  void aLongTailAboveWidensTheDeviationAboveAlone() {
    Spread spread = Spread.none();
    for (int i = 0; i < 90; i++) {
      spread = spread.with(i % 6 == 0 ? 6 : (i % 6 - 3) / 2.0, WatchedMetric.LATENCY_P95);
    }
    assertThat(spread.on(1), closeTo(6 / 1.2, 1e-6));
    assertThat(spread.on(-1), closeTo(1.4826, 0.01));
  }

  @Test
  void residualsThatComeInRunsWidenTheDeviationOfSustainedValues() {
    Spread mixed = Spread.none();
    Spread runs = Spread.none();
    for (int i = 0; i < 96; i++) {
      mixed = mixed.with(i % 2 == 0 ? 1 : -1, WatchedMetric.THROUGHPUT);
      runs = runs.with(i / 12 % 2 == 0 ? 1 : -1, WatchedMetric.THROUGHPUT);
    }
    assertThat(runs.ofSustained(1), greaterThan(2 * mixed.ofSustained(1)));
  }
}
