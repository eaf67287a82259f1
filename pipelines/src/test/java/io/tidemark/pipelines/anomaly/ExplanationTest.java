package io.tidemark.pipelines.anomaly;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.aggregate.Severity;
import org.junit.jupiter.api.Test;

/** One sentence for each verdict, to the letter. */
class ExplanationTest {

  @Test
  void aLatencyIsInMillisecondsAndComparedWithTheUsual() {
    assertThat(
        Explanation.of(WatchedMetric.LATENCY_P95, score(4123.4, 240, 1950, 5.32, false)),
        is(
            "p95 latency of 240 requests is 4120 ms, 2.11 times the usual 1950 ms: 5.3 deviations"
                + " above it"));
  }

  @Test
  void whatOnlySeveralWindowsShowIsSaidOfThem() {
    assertThat(
        Explanation.of(WatchedMetric.THROUGHPUT, score(0.1, 90, 0.2, -3.5, true)),
        is(
            "throughput of 90 requests is 6 a minute, 0.5 times the usual 12 a minute: the last"
                + " windows together are 3.5 deviations below it"));
  }

  @Test
  void aRateIsInPercentAndNothingIsNoFactor() {
    assertThat(
        Explanation.of(WatchedMetric.ERROR_RATE, score(1, 1, 0, 4, false)),
        is("error rate of 1 request is 100 %, against the usual 0 %: 4.0 deviations above it"));
    assertThat(
        Explanation.of(WatchedMetric.COST_PER_REQUEST, score(0.0125, 12, 0.005, 3, false)),
        is(
            "cost per request of 12 requests is $0.0125, 2.5 times the usual $0.005: 3.0 deviations"
                + " above it"));
  }

  private static Score score(
      double value, long requests, double usual, double z, boolean isSustained) {
    return new Score(
        new Reading(value, requests, 0), usual, 1, z, Severity.WARNING, true, isSustained);
  }
}
