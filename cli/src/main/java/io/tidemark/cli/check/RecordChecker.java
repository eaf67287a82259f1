package io.tidemark.cli.check;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.EventRules;
import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.performance.RequestSeries;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Says of records what the pipeline would make of them, and counts it. It judges what can be judged
 * of a record alone: not whether an event is late, which depends on the watermark.
 */
public final class RecordChecker {
  private static final RequestSeries SERIES = new RequestSeries(EventRules.DEFAULT.dimensions());

  private final Decoders decoders;
  private final FutureLimit futureLimit;
  private final Clock clock;
  private final boolean onlyRejected;
  private final Consumer<String> lines;

  private final Map<String, Long> events = new TreeMap<>();
  private final Map<String, Long> rejections = new TreeMap<>();
  private final Map<String, Long> skipped = new TreeMap<>();
  private final Set<String> ids = new HashSet<>();
  private long records;
  private long repeated;

  /**
   * Creates a checker.
   *
   * @param clock processing time, which event times may not be far ahead of
   * @param onlyRejected whether a line is given for dead letters alone
   * @param lines is given a line for each event and each dead letter
   */
  public RecordChecker(
      Decoders decoders,
      FutureLimit futureLimit,
      Clock clock,
      boolean onlyRejected,
      Consumer<String> lines) {
    this.decoders = decoders;
    this.futureLimit = futureLimit;
    this.clock = clock;
    this.onlyRejected = onlyRejected;
    this.lines = lines;
  }

  /**
   * Checks one record.
   *
   * @param place where it was read, for the lines: {@code events.jsonl:7}
   */
  public void check(String place, RawRecord record) {
    records++;
    DecodedRecord read = decoders.read(record);
    read.skipped().forEach((reason, count) -> skip(place, reason, count));
    for (Decoded decoded : read.decoded()) {
      Decoded checked = futureLimit.check(decoded, clock.millis());
      if (checked instanceof Decoded.Event event) {
        accept(place, event.event());
      } else if (checked instanceof Decoded.Rejected rejected) {
        rejections.merge(rejected.reason().name(), 1L, Long::sum);
        lines.accept("%s  %-11s  %s".formatted(place, rejected.reason(), rejected.error()));
      }
    }
  }

  private void skip(String place, String reason, int count) {
    skipped.merge(reason, (long) count, Long::sum);
    if (!onlyRejected) {
      lines.accept("%s  %-11s  %,d: %s".formatted(place, "skipped", count, reason));
    }
  }

  private void accept(String place, TelemetryEvent event) {
    String stream = stream(event);
    events.merge(stream, 1L, Long::sum);
    boolean isNew = ids.add(stream + ' ' + series(event) + ' ' + event.id());
    repeated += isNew ? 0 : 1;
    if (!onlyRejected) {
      lines.accept(
          "%s  %-11s  %s  %s%s"
              .formatted(
                  place,
                  stream,
                  Instant.ofEpochMilli(event.timestampMillis()),
                  series(event),
                  isNew ? "" : "  (its id was seen before)"));
    }
  }

  private static String stream(TelemetryEvent event) {
    if (event instanceof PerformanceMetrics) {
      return "performance";
    }
    return event instanceof UserFeedback ? "feedback" : "health";
  }

  private static String series(TelemetryEvent event) {
    if (event instanceof PerformanceMetrics request) {
      return SERIES.apply(request).text(EventRules.DEFAULT.dimensions());
    }
    return event instanceof UserFeedback feedback
        ? "session_id=" + feedback.sessionId()
        : "component=" + ((SystemHealth) event).component();
  }

  /** Returns whether every record was read as events. */
  public boolean allAccepted() {
    return rejections.isEmpty();
  }

  /** Returns the number of records that were checked. */
  public long records() {
    return records;
  }

  /** Returns one line with the number of records, and of what became of them. */
  public String summary() {
    return "%,d records: %s; %s; %s%,d with an id that was seen before"
        .formatted(
            records,
            counts(events, "events"),
            counts(rejections, "dead letters"),
            skipped.isEmpty() ? "" : counts(skipped, "skipped") + "; ",
            repeated);
  }

  private static String counts(Map<String, Long> counts, String what) {
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    String each =
        counts.entrySet().stream()
            .map(count -> "%,d %s".formatted(count.getValue(), count.getKey()))
            .collect(Collectors.joining(", ", " (", ")"));
    return "%,d %s%s".formatted(all, what, counts.isEmpty() ? "" : each);
  }
}
