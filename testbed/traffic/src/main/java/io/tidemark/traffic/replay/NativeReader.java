package io.tidemark.traffic.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.output.TopicRecord;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/**
 * Reads JSON lines of events, which are sent on byte for byte. The topic, the key and the time are
 * looked up in the native form, an envelope or a CloudEvent. A line that cannot be read is sent to
 * {@code perf-metrics} at the time of the line before, because it is for the pipeline to set it
 * aside.
 */
final class NativeReader implements TraceReader {
  private static final JsonMapper JSON = new JsonMapper();

  private long latestMillis;

  @Override
  public String statement() {
    return "Every line is sent as it is; nothing is derived.";
  }

  @Override
  public TopicRecord read(String line, long number) {
    byte[] bytes = line.getBytes(ISO_8859_1);
    JsonNode event = event(bytes);
    Feed feed = feed(event.path("type").asText());
    latestMillis = time(event.path("timestamp").asText());
    return new TopicRecord(
        feed.topic(), event.path(keyField(feed)).asText(""), bytes, latestMillis);
  }

  private static JsonNode event(byte[] bytes) {
    try {
      JsonNode node = JSON.readTree(bytes);
      return node.path("data").isObject() ? node.path("data") : node;
    } catch (IOException e) {
      return JSON.missingNode();
    }
  }

  private static Feed feed(String type) {
    return switch (type) {
      case "user_feedback" -> Feed.FEEDBACK;
      case "system_health" -> Feed.HEALTH;
      default -> Feed.PERFORMANCE;
    };
  }

  private static String keyField(Feed feed) {
    return switch (feed) {
      case PERFORMANCE -> "model";
      case FEEDBACK -> "session_id";
      case HEALTH -> "component";
    };
  }

  private long time(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      return latestMillis;
    }
  }
}
