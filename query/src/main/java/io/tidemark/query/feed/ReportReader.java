package io.tidemark.query.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.query.progress.PartitionReport;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads what the job says each second of each partition that it reads. */
final class ReportReader {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportReader() {}

  static PartitionReport read(byte[] value) throws MalformedRecordException {
    try {
      JsonNode node = JSON.readTree(value);
      if (!node.path("topic").isTextual()
          || !node.path("partition").isInt()
          || !node.path("reported_at").isTextual()) {
        throw new MalformedRecordException("it has no topic, partition or reported_at");
      }
      return new PartitionReport(
          node.get("topic").textValue(),
          node.get("partition").intValue(),
          time(node, "watermark"),
          time(node, "max_event_time"),
          time(node, "last_active_at"),
          node.path("idle").asBoolean(),
          number(node, "next_offset"),
          number(node, "end_offset"),
          node.path("instance").textValue(),
          Instant.parse(node.get("reported_at").textValue()).toEpochMilli());
    } catch (JsonProcessingException | DateTimeException e) {
      throw new MalformedRecordException("it cannot be read: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new MalformedRecordException("it cannot be read", e);
    }
  }

  private static @Nullable Long time(JsonNode node, String name) {
    String text = node.path(name).textValue();
    return text == null ? null : (Long) Instant.parse(text).toEpochMilli();
  }

  private static @Nullable Long number(JsonNode node, String name) {
    return node.path(name).isIntegralNumber() ? (Long) node.get(name).longValue() : null;
  }
}
