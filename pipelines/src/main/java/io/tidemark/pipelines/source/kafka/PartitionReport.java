package io.tidemark.pipelines.source.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.pipelines.deadletter.ProcessorInstance;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How far a partition is read, as its reader says it. Times are in milliseconds since the epoch,
 * and null where they are not known.
 *
 * @param watermark before it no more event is expected; null before there is one, and while the
 *     partition is read again after a restart, which holds all others back too
 * @param maxEventTime the greatest event time that counted
 * @param lastActive when a record last moved it: processing time
 * @param idle whether the partition no longer holds the watermark back
 * @param nextOffset the next to be read
 * @param endOffset where the partition ended when that was last asked; null before
 * @param reportedAt processing time
 */
record PartitionReport(
    String topic,
    int partition,
    @Nullable Long watermark,
    @Nullable Long maxEventTime,
    @Nullable Long lastActive,
    boolean idle,
    long nextOffset,
    @Nullable Long endOffset,
    long reportedAt) {

  private static final JsonFactory FACTORY = new JsonFactory();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Returns the key of the record: {@code TOPIC-PARTITION}. */
  byte[] key() {
    return (topic + "-" + partition).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the value of the record: a JSON object. */
  byte[] value() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("topic", topic);
      json.writeNumberField("partition", partition);
      json.writeStringField("watermark", time(watermark));
      json.writeStringField("max_event_time", time(maxEventTime));
      json.writeStringField("last_active_at", time(lastActive));
      json.writeBooleanField("idle", idle);
      json.writeNumberField("next_offset", nextOffset);
      json.writeFieldName("end_offset");
      if (endOffset == null) {
        json.writeNull();
      } else {
        json.writeNumber(endOffset);
      }
      json.writeStringField("instance", ProcessorInstance.name());
      json.writeStringField("reported_at", time(reportedAt));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written to", e);
    }
    return bytes.toByteArray();
  }

  private static @Nullable String time(@Nullable Long millis) {
    return millis == null ? null : TIME.format(Instant.ofEpochMilli(millis));
  }
}
