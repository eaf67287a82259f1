package io.tidemark.cli.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.source.kafka.ReadProgress;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunProgressTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final RunProgress BEFORE =
      new RunProgress(NOON.minusSeconds(10), Map.of("read", 10_345L), Map.of());

  private static RunProgress at(Instant now) {
    return new RunProgress(
        now,
        Map.of(
            "read", 12_345L,
            "rows_upserted", 1_204L,
            "dead_letters_malformed", 2L,
            "dead_letters_future", 0L,
            "dead_letters_published", 5L,
            "Performance.late", 3L,
            "Sliding.late", 1L),
        new TreeMap<>(
            Map.of(
                "perf-metrics", new ReadProgress(NOON.minusSeconds(125).toEpochMilli(), 4_793),
                "system-health", new ReadProgress(ReadProgress.NONE, 0))));
  }

  @Test
  void aLineHasReadWatermarksLagsRowsAndDeadLetters() {
    assertThat(
        at(NOON).text(BEFORE),
        is(
            "12:00:00 read 12,345 (200/s) | perf-metrics watermark 11:57:55, lag 4,793"
                + " | system-health watermark not yet, lag 0 | rows 1,204"
                + " | dead letters 3 LATE, 2 MALFORMED"));
  }

  @Test
  void aWatermarkOfAnotherDaySaysWhich() {
    Map<String, ReadProgress> topics =
        Map.of("perf-metrics", new ReadProgress(NOON.minusSeconds(86_400).toEpochMilli(), 0));
    assertThat(
        new RunProgress(NOON, Map.of(), topics).text(new RunProgress(NOON, Map.of(), topics)),
        is(
            "12:00:00 read 0 (0/s) | perf-metrics watermark 2026-01-04 12:00:00, lag 0 | rows 0"
                + " | dead letters none"));
  }

  @Test
  void theSameForAProgram() {
    assertThat(
        at(NOON).json(BEFORE),
        is(
            "{'time':'2026-01-05T12:00:00Z','level':'INFO','event':'progress','read':12345,"
                .concat("'read_per_second':200.0,'topics':{'perf-metrics':{'watermark':")
                .concat("'2026-01-05T11:57:55Z','lag_records':4793},'system-health':{'watermark':")
                .concat("null,'lag_records':0}},'rows':1204,'dead_letters':{'LATE':3,")
                .concat("'MALFORMED':2}}")
                .replace('\'', '"')));
  }
}
