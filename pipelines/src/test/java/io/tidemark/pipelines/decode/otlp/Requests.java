package io.tidemark.pipelines.decode.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Requests for tests, made with the generated classes, in both encodings. */
final class Requests {
  static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  static final long START = 1_760_000_000_000_000_000L;
  static final long END = 1_760_000_001_840_123_456L;

  private Requests() {}

  /** Returns a span of 1,840.123456 ms without attributes. */
  static Span.Builder span(int id) {
    return Span.newBuilder()
        .setTraceId(bytes(TRACE))
        .setSpanId(spanId(id))
        .setName("chat")
        .setStartTimeUnixNano(START)
        .setEndTimeUnixNano(END);
  }

  /** Returns a call of a model as the conventions say it, with 97 and 52 tokens. */
  static Span.Builder call(int id) {
    return span(id)
        .addAttributes(text("gen_ai.operation.name", "chat"))
        .addAttributes(text("gen_ai.provider.name", "openai"))
        .addAttributes(text("gen_ai.request.model", "gpt-4"))
        .addAttributes(number("gen_ai.usage.input_tokens", 97))
        .addAttributes(number("gen_ai.usage.output_tokens", 52));
  }

  /** Returns an evaluation by a person. */
  static LogRecord.Builder feedback() {
    return LogRecord.newBuilder()
        .setTimeUnixNano(END)
        .setTraceId(bytes(TRACE))
        .setSpanId(spanId(1))
        .setEventName("gen_ai.evaluation.result")
        .addAttributes(text("gen_ai.evaluation.name", "user_feedback"))
        .addAttributes(text("session.id", "s-1"));
  }

  static ByteString spanId(int id) {
    return bytes(String.format("%016x", id));
  }

  private static ByteString bytes(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  static KeyValue text(String key, String value) {
    return attribute(key, AnyValue.newBuilder().setStringValue(value));
  }

  static KeyValue number(String key, long value) {
    return attribute(key, AnyValue.newBuilder().setIntValue(value));
  }

  static KeyValue decimal(String key, double value) {
    return attribute(key, AnyValue.newBuilder().setDoubleValue(value));
  }

  static KeyValue bool(String key, boolean value) {
    return attribute(key, AnyValue.newBuilder().setBoolValue(value));
  }

  static KeyValue texts(String key, String... values) {
    ArrayValue.Builder array = ArrayValue.newBuilder();
    for (String value : values) {
      array.addValues(AnyValue.newBuilder().setStringValue(value));
    }
    return attribute(key, AnyValue.newBuilder().setArrayValue(array));
  }

  static KeyValue attribute(String key, AnyValue.Builder value) {
    return KeyValue.newBuilder().setKey(key).setValue(value).build();
  }

  /** Returns a request of these spans, of a service "shop" and a scope "test". */
  static ExportTraceServiceRequest of(Span.Builder... spans) {
    ScopeSpans.Builder scope =
        ScopeSpans.newBuilder().setScope(InstrumentationScope.newBuilder().setName("test"));
    for (Span.Builder span : spans) {
      scope.addSpans(span);
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(text("service.name", "shop")))
                .addScopeSpans(scope))
        .build();
  }

  static ExportLogsServiceRequest of(LogRecord.Builder... logs) {
    ScopeLogs.Builder scope =
        ScopeLogs.newBuilder().setScope(InstrumentationScope.newBuilder().setName("test"));
    for (LogRecord.Builder log : logs) {
      scope.addLogRecords(log);
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder().setResource(Resource.newBuilder()).addScopeLogs(scope))
        .build();
  }

  /** Returns a request as the JSON that exporters write. */
  static byte[] json(ExportTraceServiceRequest request) {
    ObjectNode json = Dumps.JSON.createObjectNode();
    ArrayNode groups = json.putArray("resourceSpans");
    for (ResourceSpans resource : request.getResourceSpansList()) {
      ObjectNode group = groups.addObject();
      resource(group, resource.getResource());
      ArrayNode scopes = group.putArray("scopeSpans");
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        ObjectNode inner = scopes.addObject();
        inner.putObject("scope").put("name", scope.getScope().getName());
        ArrayNode spans = inner.putArray("spans");
        scope.getSpansList().forEach(span -> span(spans.addObject(), span));
      }
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  static byte[] json(ExportLogsServiceRequest request) {
    ObjectNode json = Dumps.JSON.createObjectNode();
    ArrayNode groups = json.putArray("resourceLogs");
    for (ResourceLogs resource : request.getResourceLogsList()) {
      ObjectNode group = groups.addObject();
      resource(group, resource.getResource());
      ArrayNode scopes = group.putArray("scopeLogs");
      for (ScopeLogs scope : resource.getScopeLogsList()) {
        ObjectNode inner = scopes.addObject();
        inner.putObject("scope").put("name", scope.getScope().getName());
        ArrayNode logs = inner.putArray("logRecords");
        scope.getLogRecordsList().forEach(log -> log(logs.addObject(), log));
      }
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void resource(ObjectNode group, Resource resource) {
    attributes(group.putObject("resource"), resource.getAttributesList());
  }

  private static void span(ObjectNode json, Span span) {
    json.put("traceId", hex(span.getTraceId()));
    json.put("spanId", hex(span.getSpanId()));
    json.put("parentSpanId", hex(span.getParentSpanId()));
    json.put("name", span.getName());
    json.put("kind", span.getKindValue());
    json.put("startTimeUnixNano", Long.toUnsignedString(span.getStartTimeUnixNano()));
    json.put("endTimeUnixNano", Long.toUnsignedString(span.getEndTimeUnixNano()));
    attributes(json, span.getAttributesList());
    ArrayNode events = json.putArray("events");
    for (Span.Event event : span.getEventsList()) {
      ObjectNode one = events.addObject();
      one.put("timeUnixNano", Long.toUnsignedString(event.getTimeUnixNano()));
      one.put("name", event.getName());
      attributes(one, event.getAttributesList());
    }
    json.putObject("status").put("code", span.getStatus().getCodeValue());
  }

  private static void log(ObjectNode json, LogRecord log) {
    json.put("timeUnixNano", Long.toUnsignedString(log.getTimeUnixNano()));
    json.put("observedTimeUnixNano", Long.toUnsignedString(log.getObservedTimeUnixNano()));
    json.put("traceId", hex(log.getTraceId()));
    json.put("spanId", hex(log.getSpanId()));
    json.put("eventName", log.getEventName());
    attributes(json, log.getAttributesList());
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static void attributes(ObjectNode json, List<KeyValue> attributes) {
    ArrayNode array = json.putArray("attributes");
    for (KeyValue attribute : attributes) {
      ObjectNode one = array.addObject();
      one.put("key", attribute.getKey());
      value(one.putObject("value"), attribute.getValue());
    }
  }

  private static void value(ObjectNode json, AnyValue value) {
    switch (value.getValueCase()) {
      case STRING_VALUE -> json.put("stringValue", value.getStringValue());
      case BOOL_VALUE -> json.put("boolValue", value.getBoolValue());
      case INT_VALUE -> json.put("intValue", Long.toString(value.getIntValue()));
      case DOUBLE_VALUE -> {
        double number = value.getDoubleValue();
        if (Double.isFinite(number)) {
          json.put("doubleValue", number);
        } else {
          json.put("doubleValue", Double.toString(number));
        }
      }
      case ARRAY_VALUE -> {
        ArrayNode values = json.putObject("arrayValue").putArray("values");
        value.getArrayValue().getValuesList().forEach(one -> value(values.addObject(), one));
      }
      case KVLIST_VALUE ->
          attributes(json.putObject("kvlistValue"), value.getKvlistValue().getValuesList());
      case BYTES_VALUE -> json.put("bytesValue", "AAE=");
      default -> {
        // An attribute without a value.
      }
    }
  }

  /** Returns a request in JSON, as a dump has it, in Protobuf. */
  static ExportTraceServiceRequest fromJson(byte[] json) throws IOException {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (JsonNode group : Dumps.JSON.readTree(json).path("resourceSpans")) {
      ResourceSpans.Builder resource = ResourceSpans.newBuilder();
      resource.setResource(
          Resource.newBuilder().addAllAttributes(attributes(group.path("resource"))));
      for (JsonNode inner : group.path("scopeSpans")) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        scope.setScope(
            InstrumentationScope.newBuilder()
                .setName(inner.path("scope").path("name").asText())
                .setVersion(inner.path("scope").path("version").asText()));
        inner.path("spans").forEach(span -> scope.addSpans(span(span)));
        resource.addScopeSpans(scope);
      }
      request.addResourceSpans(resource);
    }
    return request.build();
  }

  private static Span span(JsonNode json) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(bytes(json.path("traceId").asText()))
            .setSpanId(bytes(json.path("spanId").asText()))
            .setParentSpanId(bytes(json.path("parentSpanId").asText()))
            .setName(json.path("name").asText())
            .setKindValue(json.path("kind").asInt())
            .setStartTimeUnixNano(json.path("startTimeUnixNano").asLong())
            .setEndTimeUnixNano(json.path("endTimeUnixNano").asLong())
            .addAllAttributes(attributes(json))
            .setStatus(Status.newBuilder().setCodeValue(json.path("status").path("code").asInt()));
    for (JsonNode event : json.path("events")) {
      span.addEvents(
          Span.Event.newBuilder()
              .setTimeUnixNano(event.path("timeUnixNano").asLong())
              .setName(event.path("name").asText())
              .addAllAttributes(attributes(event)));
    }
    return span.build();
  }

  private static List<KeyValue> attributes(JsonNode json) {
    List<KeyValue> attributes = new ArrayList<>();
    for (JsonNode one : json.path("attributes")) {
      attributes.add(attribute(one.path("key").asText(), value(one.path("value"))));
    }
    return attributes;
  }

  private static AnyValue.Builder value(JsonNode json) {
    AnyValue.Builder value = AnyValue.newBuilder();
    if (json.has("stringValue")) {
      value.setStringValue(json.get("stringValue").asText());
    } else if (json.has("boolValue")) {
      value.setBoolValue(json.get("boolValue").asBoolean());
    } else if (json.has("intValue")) {
      value.setIntValue(json.get("intValue").asLong());
    } else if (json.has("doubleValue")) {
      value.setDoubleValue(json.get("doubleValue").asDouble());
    } else if (json.has("arrayValue")) {
      ArrayValue.Builder array = ArrayValue.newBuilder();
      json.get("arrayValue").path("values").forEach(one -> array.addValues(value(one)));
      value.setArrayValue(array);
    }
    return value;
  }
}
