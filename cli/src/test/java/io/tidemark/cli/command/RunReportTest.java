package io.tidemark.cli.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunReportTest {
  private static final Duration TOOK = Duration.ofMillis(3_249);

  @Test
  void everyEventHasItsFate() {
    RunReport report =
        new RunReport(
            Map.ofEntries(
                Map.entry("read", 12_345L),
                Map.entry("decoded_performance", 12_000L),
                Map.entry("decoded_feedback", 300L),
                Map.entry("decoded_health", 30L),
                Map.entry("dead_letters_malformed", 18L),
                Map.entry("dead_letters_future", 1L),
                Map.entry("dead_letters_oversize", 0L),
                Map.entry("dead_letters_recorded", 19L),
                Map.entry("dead_letters_published", 19L),
                Map.entry("Performance.aggregated", 11_990L),
                Map.entry("Sliding.aggregated", 11_990L),
                Map.entry("Performance.duplicates", 9L),
                Map.entry("Sliding.duplicates", 9L),
                Map.entry("Sliding.late", 1L),
                Map.entry("Feedback.aggregated", 300L),
                Map.entry("Health.aggregated", 30L),
                Map.entry("rows_upserted", 1_016L),
                Map.entry("rows_rejected", 2L)),
            TOOK);
    assertThat(
        report.lines(),
        contains(
            "read 12,345 records, 12,349 events: 12,320 aggregated, 9 duplicates, 20 dead letters"
                + " (1 FUTURE, 1 LATE, 18 MALFORMED)",
            "wrote 1,016 rows, 2 refused by the database in 3.2 s"));
    assertThat(report.exitCode(), is(0));
  }

  @Test
  void eventsWithoutWindowsAreSaid() {
    RunReport report =
        new RunReport(
            Map.of(
                "read", 1L,
                "decoded_performance", 2L,
                "decoded_health", 1L,
                "Health.aggregated", 1L,
                "rows_upserted", 1L),
            TOOK);
    assertThat(
        report.lines(),
        contains("read 1 record, 3 events: 1 aggregated, 2 in no window", "wrote 1 row in 3.2 s"));
  }

  @Test
  void aRunThatAggregatesNothingHasAnExitCodeOfItsOwn() {
    RunReport nothingRead = new RunReport(Map.of(), TOOK);
    assertThat(
        nothingRead.lines(),
        contains("read 0 records, 0 events: 0 aggregated", "wrote 0 rows in 3.2 s"));
    assertThat(nothingRead.exitCode(), is(3));
    RunReport allBad = new RunReport(Map.of("read", 1L, "dead_letters_invalid", 1L), TOOK);
    assertThat(
        allBad.lines(),
        contains(
            "read 1 record, 1 event: 0 aggregated, 1 dead letter (1 INVALID)",
            "wrote 0 rows in 3.2 s"));
    assertThat(allBad.exitCode(), is(3));
  }
}
