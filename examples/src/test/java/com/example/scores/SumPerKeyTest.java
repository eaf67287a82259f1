package com.example.scores;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import io.tidemark.changelog.Changelog;
import io.tidemark.testing.ChangelogAssert;
import java.util.Map;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class SumPerKeyTest {

  private final TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);

  @Test
  void printsAnEarlyAnOnTimeAndALateSumAndWhatWasTooLate() {
    assertThat(
        Printed.by(SumPerKey::main),
        contains(
            "ann +I([2026-01-01T12:00:00.000Z..2026-01-01T12:05:00.000Z), 3, EARLY 0)",
            "ann -U([2026-01-01T12:00:00.000Z..2026-01-01T12:05:00.000Z), 3, EARLY 0)",
            "ann +U([2026-01-01T12:00:00.000Z..2026-01-01T12:05:00.000Z), 7, ON_TIME 1)",
            "ann -U([2026-01-01T12:00:00.000Z..2026-01-01T12:05:00.000Z), 7, ON_TIME 1)",
            "ann +U([2026-01-01T12:00:00.000Z..2026-01-01T12:05:00.000Z), 12, LATE 2)",
            "ann LateElement[value=6, timestampMillis=1767269070000,"
                + " watermarkMillis=1767269220000, missed=[Total]]"));
  }

  /** The same in the way that a test of a pipeline would have it. */
  @Test
  void eachPaneWithdrawsTheOneBefore() {
    IntervalWindow noon =
        new IntervalWindow(Instant.parse("2026-01-01T12:00:00Z"), Duration.standardMinutes(5));
    Changelog.Result<String, Integer, Integer> sums =
        SumPerKey.sum(pipeline.apply(SumPerKey.arrivals()));
    ChangelogAssert.that(sums.changes("Total"))
        .hasKeys("ann")
        .forKey("ann")
        .inWindow(noon)
        .emits(
            "+I(3, EARLY 0)",
            "-U(3, EARLY 0)",
            "+U(7, ON_TIME 1)",
            "-U(7, ON_TIME 1)",
            "+U(12, LATE 2)")
        .consolidatesTo(Map.of("ann", Map.of(noon, 12)));
    pipeline.run().waitUntilFinish();
  }
}
