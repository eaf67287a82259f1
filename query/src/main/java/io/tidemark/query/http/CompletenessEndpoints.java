package io.tidemark.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.read.Answer;
import io.tidemark.query.read.Freshness;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code /v1/completeness/{stream}}: whether a range is final, and what holds it back if not. */
final class CompletenessEndpoints {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration WIDEST = Duration.ofDays(90);
  private static final int MOST_ROWS = 50_000;

  private final Sources sources;
  private final Waiting waiting;

  CompletenessEndpoints(Sources sources, Waiting waiting) {
    this.sources = sources;
    this.waiting = waiting;
  }

  List<Endpoint> all() {
    return List.of(
        Endpoint.later(
            "GET",
            "/v1/completeness/{stream}",
            Scope.READ,
            List.of("from", "to", "key", "wait"),
            this::completeness));
  }

  /**
   * What is asked. Times are in milliseconds since the epoch.
   *
   * @param from inclusive
   * @param to exclusive
   */
  private record Range(Stream stream, long from, long to, @Nullable String key) {}

  /**
   * The windows that start within a range.
   *
   * @param counts null if they are too many to be counted
   * @param lastEnd the latest end of one; that of the range if there is none
   */
  private record Windows(@Nullable Map<RowState, Long> counts, long lastEnd, Freshness freshness) {}

  private CompletionStage<Reply> completeness(ApiRequest request) {
    Range range = range(request);
    Duration wait = request.parameters().duration("wait", LONGEST_WAIT);
    CompletionStage<Boolean> waited =
        wait == null
            ? CompletableFuture.completedFuture(true)
            : waiting.until(() -> isFinal(range.stream(), range.to()), wait);
    return waited.thenApply(reached -> answer(range, request.now()));
  }

  private static Range range(ApiRequest request) {
    Parameters given = request.parameters();
    Instant to = given.time("to");
    Instant end = to == null ? request.now() : to;
    Instant from = given.time("from");
    Instant start = from == null ? end.minus(Duration.ofHours(1)) : from;
    if (!start.isBefore(end)) {
      throw Problem.parameter(
              "from", given.text("from").orElse(start.toString()), "a time before to, " + end)
          .exception();
    }
    if (Duration.between(start, end).compareTo(WIDEST) > 0) {
      throw Problem.parameter(
              ProblemType.QUERY_TOO_WIDE,
              "from",
              given.text("from").orElse(start.toString()),
              "at most 90 days before to, " + end)
          .exception();
    }
    return new Range(
        WindowEndpoints.stream(request),
        start.toEpochMilli(),
        end.toEpochMilli(),
        given.text("key").orElse(null));
  }

  private boolean isFinal(Stream stream, long end) {
    Long finalBefore = sources.progress().of(stream).finalBefore();
    return finalBefore != null && finalBefore >= end;
  }

  private Reply answer(Range range, Instant now) {
    StreamProgress progress = sources.progress().of(range.stream());
    Windows windows = windows(range, progress);
    Reply reply = Reply.json(json -> write(json, range, progress, windows, now));
    return AnswerJson.positioned(reply, windows.freshness());
  }

  private Windows windows(Range range, StreamProgress progress) {
    Map<RowState, Long> counts = new EnumMap<>(RowState.class);
    long lastEnd = range.to();
    RowQuery query = query(range, progress);
    for (int rows = 0; ; ) {
      Answer<RowPage> answer = sources.tiers().list(query);
      RowPage page = answer.value();
      for (StoredRow row : page.rows()) {
        counts.merge(row.state(progress.finalBefore()), 1L, Long::sum);
        lastEnd = Math.max(lastEnd, row.key().end());
      }
      rows += page.rows().size();
      if (!page.more() || rows >= MOST_ROWS) {
        return new Windows(page.more() ? null : counts, lastEnd, answer.freshness());
      }
      query = query.after(page.end());
    }
  }

  private static RowQuery query(Range range, StreamProgress progress) {
    return new RowQuery(
        range.stream(),
        range.from(),
        range.to(),
        RowQuery.Bound.START,
        range.key(),
        Map.of(),
        EnumSet.allOf(Pane.class),
        EnumSet.allOf(RowState.class),
        progress.finalBefore(),
        progress.computation(),
        true,
        null,
        Parameters.MOST);
  }

  private void write(
      JsonGenerator json, Range range, StreamProgress progress, Windows windows, Instant now)
      throws IOException {
    Long watermark = progress.watermark();
    Long finalBefore = progress.finalBefore();
    RowState state = state(windows, watermark, finalBefore);
    json.writeStartObject();
    json.writeStringField("stream", range.stream().label());
    json.writeStringField("from", Times.millis(range.from()));
    json.writeStringField("to", Times.millis(range.to()));
    json.writeStringField("key", range.key());
    json.writeStringField("state", state.label());
    json.writeBooleanField("final", state == RowState.FINAL);
    json.writeStringField("computation", progress.computation());
    json.writeStringField("watermark", Times.millis(watermark));
    AnswerJson.number(json, "allowed_lateness_ms", progress.allowedLatenessMillis());
    json.writeStringField("on_time_before", Times.millis(watermark));
    json.writeStringField("final_before", Times.millis(finalBefore));
    json.writeBooleanField("input_ended", AnswerJson.hasEnded(progress));
    writeWindows(json, windows.counts());
    writeHeldBack(json, range.stream(), state, now);
    json.writeStringField("source", AnswerJson.source(progress));
    json.writeNumberField("missing_shards", progress.missingShards());
    json.writeArrayFieldStart("limits");
    for (String limit : limits(progress, windows)) {
      json.writeString(limit);
    }
    json.writeEndArray();
    json.writeFieldName("freshness");
    AnswerJson.freshness(json, windows.freshness());
    json.writeEndObject();
  }

  private static RowState state(
      Windows windows, @Nullable Long watermark, @Nullable Long finalBefore) {
    if (finalBefore != null && finalBefore >= windows.lastEnd()) {
      return RowState.FINAL;
    }
    boolean hasOpen = windows.counts() != null && windows.counts().containsKey(RowState.OPEN);
    return !hasOpen && watermark != null && watermark >= windows.lastEnd()
        ? RowState.SETTLED
        : RowState.OPEN;
  }

  private static void writeWindows(JsonGenerator json, @Nullable Map<RowState, Long> counts)
      throws IOException {
    if (counts == null) {
      json.writeNullField("windows");
      return;
    }
    json.writeObjectFieldStart("windows");
    for (RowState state : RowState.values()) {
      json.writeNumberField(state.label(), counts.getOrDefault(state, 0L));
    }
    json.writeEndObject();
  }

  /** Names the partition with the least watermark of those that feed the stream. */
  private void writeHeldBack(JsonGenerator json, Stream stream, RowState state, Instant now)
      throws IOException {
    Set<String> topics = sources.inputs().getOrDefault(stream, Set.of());
    Optional<PartitionReport> slowest =
        sources.progress().partitions().stream()
            .filter(
                report -> !report.idle() && (topics.isEmpty() || topics.contains(report.topic())))
            .min(
                Comparator.comparing(
                    PartitionReport::watermark, Comparator.nullsFirst(Comparator.naturalOrder())));
    if (state == RowState.FINAL || slowest.isEmpty()) {
      json.writeNullField("held_back_by");
      return;
    }
    PartitionReport report = slowest.get();
    json.writeObjectFieldStart("held_back_by");
    json.writeStringField("topic", report.topic());
    json.writeNumberField("partition", report.partition());
    AnswerJson.number(json, "behind_ms", behind(report.watermark(), now));
    json.writeEndObject();
  }

  private List<String> limits(StreamProgress progress, Windows windows) {
    List<String> limits = new ArrayList<>();
    if (progress.source() == StreamProgress.Source.DERIVED) {
      limits.add(
          "the watermark is derived from the rows: it is at least this, and stops with them");
    }
    if (progress.missingShards() > 0) {
      limits.add(progress.missingShards() + " shards have not said how far they are");
    }
    if (sources.progress().isStale()) {
      limits.add("the source of the watermark does not answer: this is of the past");
    }
    if (windows.counts() == null) {
      limits.add("more than " + MOST_ROWS + " windows: they are not counted");
    }
    limits.add("a restart from an old checkpoint may write final windows again, unchanged");
    return limits;
  }

  /** Returns how far a watermark is behind now, in milliseconds; null if it is not known. */
  static @Nullable Long behind(@Nullable Long watermark, Instant now) {
    return watermark == null
        ? null
        : watermark == Long.MAX_VALUE ? 0L : Math.max(0, now.toEpochMilli() - watermark);
  }

  /** Writes a number, or null. */
}
