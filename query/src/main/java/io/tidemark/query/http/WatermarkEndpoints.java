package io.tidemark.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.read.Freshness;
import io.tidemark.query.row.Stream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@code /v1/watermarks}: how far each stream is written, and each partition is read. */
final class WatermarkEndpoints {
  private final Sources sources;

  WatermarkEndpoints(Sources sources) {
    this.sources = sources;
  }

  List<Endpoint> all() {
    return List.of(Endpoint.get("/v1/watermarks", Scope.READ, List.of(), this::watermarks));
  }

  private Reply watermarks(ApiRequest request) {
    Freshness freshness =
        new Freshness(
            request.now().toEpochMilli(),
            sources.position().get(),
            0,
            "progress",
            sources.progress().isStale());
    return AnswerJson.positioned(
        Reply.json(json -> write(json, request.now(), freshness)), freshness);
  }

  private void write(JsonGenerator json, Instant now, Freshness freshness) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("streams");
    for (Stream stream : Stream.windows()) {
      write(json, sources.progress().of(stream), now);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("partitions");
    for (PartitionReport report : sources.progress().partitions()) {
      write(json, report, now);
    }
    json.writeEndArray();
    json.writeFieldName("freshness");
    AnswerJson.freshness(json, freshness);
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, StreamProgress progress, Instant now)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("stream", progress.stream().label());
    json.writeStringField("computation", progress.computation());
    json.writeStringField("watermark", Times.millis(progress.watermark()));
    AnswerJson.number(json, "behind_ms", CompletenessEndpoints.behind(progress.watermark(), now));
    AnswerJson.number(json, "allowed_lateness_ms", progress.allowedLatenessMillis());
    json.writeStringField("final_before", Times.millis(progress.finalBefore()));
    json.writeBooleanField("input_ended", AnswerJson.hasEnded(progress));
    json.writeStringField("written_at", Times.millis(progress.writtenAt()));
    json.writeStringField("source", AnswerJson.source(progress));
    json.writeNumberField("missing_shards", progress.missingShards());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, PartitionReport report, Instant now)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("topic", report.topic());
    json.writeNumberField("partition", report.partition());
    json.writeStringField("watermark", Times.millis(report.watermark()));
    AnswerJson.number(json, "behind_ms", CompletenessEndpoints.behind(report.watermark(), now));
    json.writeBooleanField("idle", report.idle());
    json.writeStringField("max_event_time", Times.millis(report.maxEventTime()));
    json.writeStringField("last_active_at", Times.millis(report.lastActiveAt()));
    AnswerJson.number(json, "next_offset", report.nextOffset());
    AnswerJson.number(json, "end_offset", report.endOffset());
    AnswerJson.number(json, "lag_records", lag(report));
    json.writeStringField("instance", report.instance());
    json.writeStringField("reported_at", Times.millis(report.reportedAt()));
    json.writeEndObject();
  }

  private static @Nullable Long lag(PartitionReport report) {
    return report.nextOffset() == null || report.endOffset() == null
        ? null
        : Math.max(0, report.endOffset() - report.nextOffset());
  }
}
