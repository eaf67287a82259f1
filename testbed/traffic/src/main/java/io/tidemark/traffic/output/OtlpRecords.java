package io.tidemark.traffic.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.Kind;
import java.io.IOException;
import java.time.Instant;

/**
 * Writes generated events as the OpenTelemetry Collector would: a request becomes an export of two
 * spans, that of an agent and within it that of the request to the model; a feedback becomes a log
 * record of an evaluation. Health stays as it is, for OpenTelemetry has no such event.
 *
 * <p>What was made bad stays bad in the same way: what is no JSON is no request either, what lacks
 * a readable time has none, and of what has a value outside its range the span ends before it
 * begins, or the rating is 9.
 */
public final class OtlpRecords {
  /** The topic of spans, as the Collector names it. */
  public static final String SPANS = "otlp_spans";

  /** The topic of log records, as the Collector names it. */
  public static final String LOGS = "otlp_logs";

  private static final JsonMapper JSON = new JsonMapper();
  private static final int SPAN_ID_DIGITS = 16;

  /** An evaluation has to have a score or a label, and not every feedback has an opinion. */
  private static final double WITHOUT_OPINION = 3;

  private OtlpRecords() {}

  /** Returns the topic that records of the feed are written to. */
  public static String topic(Feed feed) {
    return switch (feed) {
      case PERFORMANCE -> SPANS;
      case FEEDBACK -> LOGS;
      case HEALTH -> feed.topic();
    };
  }

  /** Returns the record, which is due at the arrival of the event. */
  public static TopicRecord of(Generated generated) {
    return generated.feed() == Feed.HEALTH
        ? TopicRecord.of(generated)
        : new TopicRecord(
            topic(generated.feed()),
            "",
            bytes(generated, generated.feed() == Feed.PERFORMANCE),
            generated.arrivalMillis());
  }

  private static byte[] bytes(Generated generated, boolean spans) {
    JsonNode root;
    try {
      root = JSON.readTree(generated.bytes());
    } catch (IOException e) {
      return generated.bytes(); // It was made malformed, and stays so.
    }
    JsonNode event = root.has("data") ? root.get("data") : root;
    boolean invalid = generated.kind() == Kind.INVALID;
    return written(spans ? spans(event, invalid) : logs(event, invalid));
  }

  private static byte[] written(ObjectNode request) {
    try {
      return JSON.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + request, e);
    }
  }

  private static ObjectNode spans(JsonNode event, boolean invalid) {
    ObjectNode request = JSON.createObjectNode();
    ObjectNode group = request.putArray("resourceSpans").addObject();
    ArrayNode resource = group.putObject("resource").putArray("attributes");
    put(resource, "service.name", event.path("service"));
    put(resource, "cloud.region", event.path("region"));
    ObjectNode scope = group.putArray("scopeSpans").addObject();
    scope.putObject("scope").put("name", "tidemark.generator");
    ArrayNode spans = scope.putArray("spans");
    String trace = digits(event);
    String call = trace.substring(0, SPAN_ID_DIGITS);
    String agent = trace.substring(trace.length() - SPAN_ID_DIGITS);
    long end = millis(event);
    long start = invalid ? end + 1 : end - Math.round(event.path("latency_ms").asDouble());
    ArrayNode ofAgent = span(spans, trace, agent, "invoke_agent", start, Math.max(start, end));
    put(ofAgent, "gen_ai.operation.name", "invoke_agent");
    ArrayNode ofCall = span(spans, trace, call, "chat", start, end);
    ((ObjectNode) spans.get(1)).put("parentSpanId", agent);
    if (event.hasNonNull("error")) {
      ((ObjectNode) spans.get(1)).putObject("status").put("code", 2);
    }
    putCall(ofCall, event);
    return request;
  }

  private static ArrayNode span(
      ArrayNode spans, String trace, String id, String name, long startMillis, long endMillis) {
    ObjectNode span = spans.addObject();
    span.put("traceId", trace).put("spanId", id).put("name", name).put("kind", 3);
    span.put("startTimeUnixNano", nanos(startMillis)).put("endTimeUnixNano", nanos(endMillis));
    return span.putArray("attributes");
  }

  private static void putCall(ArrayNode attributes, JsonNode event) {
    put(attributes, "gen_ai.operation.name", "chat");
    put(attributes, "gen_ai.provider.name", event.path("provider"));
    put(attributes, "gen_ai.request.model", event.path("model"));
    put(attributes, "gen_ai.response.id", event.path("request_id"));
    put(attributes, "gen_ai.usage.input_tokens", event.path("input_tokens"));
    put(attributes, "gen_ai.usage.output_tokens", event.path("output_tokens"));
    put(attributes, "gen_ai.usage.cache_read.input_tokens", event.path("cache_read_tokens"));
    put(attributes, "gen_ai.usage.cost", event.path("cost"));
    put(attributes, "error.type", event.path("error"));
    if (event.hasNonNull("time_to_first_token_ms")) {
      double seconds = event.get("time_to_first_token_ms").asDouble() / 1_000;
      attribute(attributes, "gen_ai.response.time_to_first_chunk").put("doubleValue", seconds);
    }
  }

  private static ObjectNode logs(JsonNode event, boolean invalid) {
    ObjectNode request = JSON.createObjectNode();
    ObjectNode scope =
        request.putArray("resourceLogs").addObject().putArray("scopeLogs").addObject();
    ObjectNode log = scope.putArray("logRecords").addObject();
    String trace = digits(event);
    log.put("timeUnixNano", nanos(millis(event))).put("eventName", "gen_ai.evaluation.result");
    log.put("traceId", trace).put("spanId", trace.substring(0, SPAN_ID_DIGITS));
    ArrayNode attributes = log.putArray("attributes");
    put(attributes, "gen_ai.evaluation.name", "user_feedback");
    put(attributes, "session.id", event.path("session_id"));
    if (invalid) {
      attribute(attributes, "gen_ai.evaluation.score.value").put("doubleValue", 9);
      put(attributes, "session.id", "s-invalid");
    } else if (event.hasNonNull("liked")) {
      String label = event.get("liked").asBoolean() ? "thumbs_up" : "thumbs_down";
      put(attributes, "gen_ai.evaluation.score.label", label);
    } else {
      double rating = event.path("rating").asDouble(WITHOUT_OPINION);
      attribute(attributes, "gen_ai.evaluation.score.value").put("doubleValue", rating);
    }
    return request;
  }

  /** Returns the 32 hexadecimal digits of the id, which is a UUID. */
  private static String digits(JsonNode event) {
    return event.path("id").asText().replace("-", "");
  }

  /** Returns the time of the event; 0, which is none, if it has none that can be read. */
  private static long millis(JsonNode event) {
    String text = event.path("timestamp").asText();
    return text.matches("\\d{4}-.*Z") ? Instant.parse(text).toEpochMilli() : 0;
  }

  private static String nanos(long millis) {
    return millis == 0 ? "0" : millis + "0".repeat(6);
  }

  private static void put(ArrayNode attributes, String key, JsonNode value) {
    if (value.isTextual()) {
      put(attributes, key, value.asText());
    } else if (value.isIntegralNumber()) {
      attribute(attributes, key).put("intValue", value.asText());
    } else if (value.isNumber()) {
      attribute(attributes, key).put("doubleValue", value.asDouble());
    }
  }

  private static void put(ArrayNode attributes, String key, String text) {
    attribute(attributes, key).put("stringValue", text);
  }

  private static ObjectNode attribute(ArrayNode attributes, String key) {
    return attributes.addObject().put("key", key).putObject("value");
  }
}
