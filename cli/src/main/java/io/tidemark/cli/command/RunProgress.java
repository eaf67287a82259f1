package io.tidemark.cli.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.pipelines.source.kafka.ReadProgress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How far a run over topics has come, for a line now and then: records read and their rate, the
 * watermark and the unread records of each topic, rows written and dead letters.
 *
 * @param at processing time
 * @param counters by name, as {@code RunningJob.counters} gives them
 * @param topics as {@code RunningJob.topics} gives them
 */
record RunProgress(Instant at, Map<String, Long> counters, Map<String, ReadProgress> topics) {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY_AND_CLOCK =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Returns the line for a person. */
  String text(RunProgress before) {
    List<String> parts = new ArrayList<>();
    parts.add(
        "%s read %s (%s/s)"
            .formatted(
                CLOCK.format(at),
                RunReport.number(read()),
                RunReport.number(Math.round(readPerSecond(before)))));
    topics.forEach(
        (topic, progress) ->
            parts.add(
                "%s watermark %s, lag %s"
                    .formatted(
                        topic,
                        watermark(progress, "not yet"),
                        RunReport.number(progress.unread()))));
    parts.add("rows " + RunReport.number(rows()));
    Map<String, Long> letters = report().deadLetters();
    parts.add("dead letters " + (letters.isEmpty() ? "none" : RunReport.byReason(letters)));
    return String.join(" | ", parts);
  }

  /** Returns the line for a program: a JSON object. Rates are per second, lags are in records. */
  String json(RunProgress before) {
    ObjectNode line = JSON.createObjectNode();
    line.put("time", at.toString()).put("level", "INFO").put("event", "progress");
    line.put("read", read()).put("read_per_second", Math.round(readPerSecond(before) * 10) / 10.0);
    ObjectNode streams = line.putObject("topics");
    topics.forEach(
        (topic, progress) ->
            streams
                .putObject(topic)
                .put("watermark", hasWatermark(progress) ? instant(progress).toString() : null)
                .put("lag_records", progress.unread()));
    line.put("rows", rows());
    ObjectNode letters = line.putObject("dead_letters");
    report().deadLetters().forEach(letters::put);
    return line.toString();
  }

  private RunReport report() {
    return new RunReport(counters, Duration.ZERO);
  }

  private long read() {
    return report().count("read");
  }

  private long rows() {
    return report().count("rows_upserted");
  }

  private double readPerSecond(RunProgress before) {
    long since = read() - before.read();
    long millis = Math.max(1, Duration.between(before.at, at).toMillis());
    return since * 1_000.0 / millis;
  }

  private static boolean hasWatermark(ReadProgress progress) {
    return progress.watermarkMillis() > ReadProgress.NONE;
  }

  private static Instant instant(ReadProgress progress) {
    return Instant.ofEpochMilli(progress.watermarkMillis());
  }

  /** With the day, unless it is today. */
  private String watermark(ReadProgress progress, String none) {
    if (!hasWatermark(progress)) {
      return none;
    }
    Instant watermark = instant(progress);
    boolean today = watermark.truncatedTo(ChronoUnit.DAYS).equals(at.truncatedTo(ChronoUnit.DAYS));
    return (today ? CLOCK : DAY_AND_CLOCK).format(watermark);
  }
}
