package io.tidemark.traffic.replay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.output.TopicRecord;
import io.tidemark.traffic.replay.TraceSettings.Latency;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * Makes performance events of traces that have only a time and two token counts for each request.
 */
final class RequestEvent {
  private static final JsonMapper JSON = new JsonMapper();
  private static final double FIRST_TOKEN_MS = 100;
  private static final double MS_PER_TOKEN = 20;

  private final TraceSettings settings;
  private final String format;
  private final String model;

  RequestEvent(TraceSettings settings, String format, String defaultModel) {
    this.settings = settings;
    this.format = format;
    this.model = settings.model().isEmpty() ? defaultModel : settings.model();
  }

  /** Returns a sentence on what is recorded and what is derived, and how. */
  String statement() {
    String latency =
        settings.latency() == Latency.ZERO
            ? "latency_ms = 0"
            : "latency_ms = 100 + 20 x output_tokens";
    String users =
        settings.pseudoUsers() == 0
            ? ""
            : ", service = u00.. (md5 of the row number modulo " + settings.pseudoUsers() + ")";
    return "Recorded: timestamp, input_tokens, output_tokens. Derived, the trace has none: "
        + ("model = " + model + ", " + latency + ", cost = 0" + users)
        + ", ids from the file's name and the row. metadata.derived names them in every event.";
  }

  /** Returns the event of a row, counted from 0. */
  TopicRecord of(long row, long timeMillis, long inputTokens, long outputTokens) {
    return of(row, timeMillis, inputTokens, outputTokens, "", null);
  }

  /**
   * Returns the event of a row, counted from 0, that may have a model and a latency of its own.
   *
   * @param rowModel empty for none; a model that the user gives wins
   * @param rowLatencyMs null for none; a latency of 0 that the user asks for wins
   */
  TopicRecord of(
      long row,
      long timeMillis,
      long inputTokens,
      long outputTokens,
      String rowModel,
      Long rowLatencyMs) {
    boolean hasModel = !rowModel.isEmpty() && settings.model().isEmpty();
    boolean hasLatency = rowLatencyMs != null && settings.latency() != Latency.ZERO;
    String model = hasModel ? rowModel : this.model;
    ObjectNode event = JSON.createObjectNode().put("type", "performance_metrics");
    event.put("id", id("event", row)).put("timestamp", Instant.ofEpochMilli(timeMillis).toString());
    event.put("request_id", id("request", row)).put("model", model);
    if (settings.pseudoUsers() > 0) {
      event.put("service", pseudoUser(row, settings.pseudoUsers()));
    }
    event.put("latency_ms", hasLatency ? rowLatencyMs : latencyMs(outputTokens));
    event.put("input_tokens", inputTokens).put("output_tokens", outputTokens).put("cost", 0.0);
    ObjectNode metadata = event.putObject("metadata");
    metadata
        .put("trace", format)
        .put("row", Long.toString(row))
        .put("derived", derived(hasModel, hasLatency));
    return new TopicRecord(Feed.PERFORMANCE.topic(), model, bytes(event), timeMillis);
  }

  private String derived(boolean hasModel, boolean hasLatency) {
    return "id,request_id"
        + (hasModel ? "" : ",model")
        + (hasLatency ? "" : ",latency_ms")
        + ",cost"
        + (settings.pseudoUsers() > 0 ? ",service" : "");
  }

  private double latencyMs(long outputTokens) {
    return settings.latency() == Latency.ZERO ? 0 : FIRST_TOKEN_MS + MS_PER_TOKEN * outputTokens;
  }

  /** Returns an id that is the same whenever the same row of the same trace is read. */
  private String id(String what, long row) {
    String name = settings.source() + "#" + row + "/" + what;
    return UUID.nameUUIDFromBytes(name.getBytes(UTF_8)).toString();
  }

  /**
   * Returns a name like {@code u04}: the first 8 hexadecimal digits of the MD5 of the row number,
   * modulo {@code users}.
   */
  static String pseudoUser(long row, int users) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(Long.toString(row).getBytes(US_ASCII));
      long first = 0;
      for (int i = 0; i < 4; i++) {
        first = first << 8 | (md5[i] & 0xFF);
      }
      return "u%02d".formatted(first % users);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(ObjectNode event) {
    try {
      return JSON.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + event, e);
    }
  }
}
