package io.tidemark.benchmarks.workload;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Export requests of spans: calls of models as the conventions say them, and other spans. */
public final class SpanRequests {
  private static final long START = 1_760_000_000_000_000_000L;

  /** The attributes of a call that mean something. */
  public static final Set<String> IS_KNOWN =
      Set.of(
          "gen_ai.operation.name",
          "gen_ai.provider.name",
          "gen_ai.request.model",
          "gen_ai.response.model",
          "gen_ai.response.id",
          "gen_ai.conversation.id",
          "gen_ai.usage.input_tokens",
          "gen_ai.usage.output_tokens",
          "gen_ai.usage.cache_read.input_tokens",
          "gen_ai.response.finish_reasons",
          "gen_ai.response.time_to_first_chunk",
          "gen_ai.request.stream",
          "user.id");

  private SpanRequests() {}

  /** Returns a request of calls of a model, each with 20 attributes and messages of this length. */
  public static ExportTraceServiceRequest calls(int spans, int messageBytes) {
    ScopeSpans.Builder scope = scope("opentelemetry.instrumentation.openai_v2");
    for (int i = 0; i < spans; i++) {
      Span.Builder span =
          span(i, "chat gpt-4o-mini")
              .addAttributes(text("gen_ai.operation.name", "chat"))
              .addAttributes(text("gen_ai.provider.name", "openai"))
              .addAttributes(text("gen_ai.request.model", "gpt-4o-mini"))
              .addAttributes(number("gen_ai.request.max_tokens", 1_024))
              .addAttributes(number("gen_ai.request.seed", 42))
              .addAttributes(text("gen_ai.request.temperature", "0.7"))
              .addAttributes(text("gen_ai.request.top_p", "0.9"))
              .addAttributes(text("gen_ai.output.type", "text"))
              .addAttributes(text("server.address", "api.openai.com"))
              .addAttributes(number("server.port", 443))
              .addAttributes(text("gen_ai.response.id", "chatcmpl-CQF10eCkoFphJZJQkzzN6EkTD" + i))
              .addAttributes(text("gen_ai.response.model", "gpt-4o-mini-2024-07-18"))
              .addAttributes(text("gen_ai.response.finish_reasons", "stop"))
              .addAttributes(number("gen_ai.usage.input_tokens", 900 + i))
              .addAttributes(number("gen_ai.usage.output_tokens", 200 + i))
              .addAttributes(number("gen_ai.usage.cache_read.input_tokens", 512))
              .addAttributes(text("openai.response.service_tier", "default"))
              .addAttributes(text("gen_ai.conversation.id", "conversation-" + i % 7))
              .addAttributes(text("user.id", "user-" + i % 5))
              .addAttributes(text("example.tenant", "tenant-" + i % 3));
      if (messageBytes > 0) {
        span.addAttributes(text("gen_ai.input.messages", message(messageBytes * 4 / 5)))
            .addAttributes(text("gen_ai.output.messages", message(messageBytes / 5)));
      }
      scope.addSpans(span);
    }
    return request(scope);
  }

  /** Returns a request of spans of an HTTP server. */
  public static ExportTraceServiceRequest others(int spans) {
    ScopeSpans.Builder scope = scope("io.opentelemetry.jetty-12.0");
    for (int i = 0; i < spans; i++) {
      scope.addSpans(
          span(i, "GET /cart")
              .addAttributes(text("http.request.method", "GET"))
              .addAttributes(number("http.response.status_code", 200))
              .addAttributes(text("http.route", "/cart"))
              .addAttributes(text("url.scheme", "https"))
              .addAttributes(text("url.path", "/cart"))
              .addAttributes(text("server.address", "shop.example"))
              .addAttributes(number("server.port", 443))
              .addAttributes(text("client.address", "192.0.2.7"))
              .addAttributes(text("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64)"))
              .addAttributes(text("network.protocol.version", "1.1"))
              .addAttributes(number("thread.id", 33))
              .addAttributes(text("thread.name", "qtp1-33")));
    }
    return request(scope);
  }

  /** Text as in JSON of messages: with line ends and quotes that are escaped. */
  private static String message(int bytes) {
    String line = "\"role\":\"user\",\"content\":\"Please tell me what the weather is like.\"\n";
    return line.repeat(bytes / line.length() + 1).substring(0, bytes);
  }

  private static ScopeSpans.Builder scope(String name) {
    return ScopeSpans.newBuilder()
        .setScope(InstrumentationScope.newBuilder().setName(name).setVersion("2.1"));
  }

  private static ExportTraceServiceRequest request(ScopeSpans.Builder scope) {
    Resource.Builder resource =
        Resource.newBuilder()
            .addAttributes(text("service.name", "shop"))
            .addAttributes(text("deployment.environment.name", "production"))
            .addAttributes(text("telemetry.sdk.language", "python"))
            .addAttributes(text("telemetry.sdk.version", "1.39.1"));
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scope))
        .build();
  }

  private static Span.Builder span(int id, String name) {
    return Span.newBuilder()
        .setTraceId(bytes(0x0af7651916cd43ddL, id / 4 + 1))
        .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(id + 1).flip()))
        .setParentSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(77_777).flip()))
        .setName(name)
        .setKind(Span.SpanKind.SPAN_KIND_CLIENT)
        .setStartTimeUnixNano(START + id * 1_000_003L)
        .setEndTimeUnixNano(START + id * 1_000_003L + 1_840_123_456L);
  }

  private static ByteString bytes(long high, long low) {
    return ByteString.copyFrom(ByteBuffer.allocate(16).putLong(high).putLong(low).flip());
  }

  private static KeyValue text(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static KeyValue number(String key, long value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setIntValue(value))
        .build();
  }

  /** Returns the request as the Collector writes it in JSON. */
  public static byte[] json(ExportTraceServiceRequest request) {
    StringBuilder json = new StringBuilder("{\"resourceSpans\":[");
    for (ResourceSpans group : request.getResourceSpansList()) {
      json.append("{\"resource\":{\"attributes\":");
      attributes(group.getResource().getAttributesList(), json);
      json.append("},\"scopeSpans\":[");
      for (ScopeSpans scope : group.getScopeSpansList()) {
        json.append("{\"scope\":{\"name\":\"").append(scope.getScope().getName());
        json.append("\"},\"spans\":[");
        scope.getSpansList().forEach(span -> span(span, json));
        json.setLength(json.length() - 1);
        json.append("]}");
      }
      json.append("]}");
    }
    return json.append("]}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void span(Span span, StringBuilder json) {
    json.append("{\"traceId\":\"").append(hex(span.getTraceId()));
    json.append("\",\"spanId\":\"").append(hex(span.getSpanId()));
    json.append("\",\"parentSpanId\":\"").append(hex(span.getParentSpanId()));
    json.append("\",\"flags\":257,\"name\":\"").append(span.getName());
    json.append("\",\"kind\":3,\"startTimeUnixNano\":\"").append(span.getStartTimeUnixNano());
    json.append("\",\"endTimeUnixNano\":\"").append(span.getEndTimeUnixNano());
    json.append("\",\"attributes\":");
    attributes(span.getAttributesList(), json);
    json.append(",\"status\":{}},");
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  private static void attributes(List<KeyValue> attributes, StringBuilder json) {
    json.append('[');
    for (KeyValue attribute : attributes) {
      json.append("{\"key\":\"").append(attribute.getKey()).append("\",\"value\":{");
      AnyValue value = attribute.getValue();
      if (value.hasIntValue()) {
        json.append("\"intValue\":\"").append(value.getIntValue()).append("\"}},");
      } else {
        String text = value.getStringValue().replace("\"", "\\\"").replace("\n", "\\n");
        json.append("\"stringValue\":\"").append(text).append("\"}},");
      }
    }
    json.setLength(json.length() - 1);
    json.append(']');
  }
}
