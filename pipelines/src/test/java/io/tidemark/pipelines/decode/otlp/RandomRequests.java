package io.tidemark.pipelines.decode.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Requests of any shape, with attributes of every spelling and values of every type. */
final class RandomRequests {
  private static final List<String> OTHER_KEYS =
      List.of(
          "ai.telemetry.metadata.plan",
          "traceloop.association.properties.é",
          "http.request.method",
          "gen_ai.usage.input_tokenz",
          "gen_ai.input.messages",
          "team.id",
          "litellm.team.alias",
          "");

  private static final List<String> TEXTS =
      List.of(
          "chat",
          "generation",
          "LLM",
          "EMBEDDING",
          "TOOL",
          "ai.streamText.doStream",
          "embeddings",
          "openai.responses",
          "google",
          "models/gemini-2.5-flash",
          "gpt-4",
          "12",
          "0.5",
          "1e3",
          "None",
          " ",
          "",
          "unknown_service:node",
          "true",
          "['stop']",
          "[\"a\", \"b\"]",
          "{\"input\": 3, \"output\": 4, \"input_cached_tokens\": 2}",
          "{\"total\": 0.25}",
          "{\"k\": \"v\", \"n\": 1, \"o\": {}}",
          "2025-10-09T08:53:20.5Z",
          "\"2025-10-09T08:53:20.250+00:00\"",
          "USD",
          "EUR",
          "ERROR",
          "naïve 😀",
          "x".repeat(300),
          "a\u0000b",
          "café".repeat(2_050));

  private final Random random;

  RandomRequests(long seed) {
    this.random = new Random(seed);
  }

  ExportTraceServiceRequest next() {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      ResourceSpans.Builder resource = ResourceSpans.newBuilder();
      if (random.nextInt(5) > 0) {
        resource.setResource(Resource.newBuilder().addAllAttributes(attributes(4)));
      }
      resource.setSchemaUrl(random.nextBoolean() ? "" : "https://opentelemetry.io/schemas/1.37.0");
      for (int k = random.nextInt(3); k > 0; k--) {
        resource.addScopeSpans(scope());
      }
      request.addResourceSpans(resource);
    }
    return request.build();
  }

  private ScopeSpans scope() {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    if (random.nextBoolean()) {
      scope.setScope(InstrumentationScope.newBuilder().setName("s" + random.nextInt(3)));
    }
    for (int i = random.nextInt(8); i > 0; i--) {
      scope.addSpans(span());
    }
    return scope.build();
  }

  private Span span() {
    Span.Builder span =
        random.nextBoolean()
            ? Requests.call(1 + random.nextInt(9))
            : Requests.span(1 + random.nextInt(9));
    span.setParentSpanId(Requests.spanId(random.nextInt(10)));
    span.setTraceState("ot=th:8").setKindValue(random.nextInt(6)).setFlags(257);
    switch (random.nextInt(12)) {
      case 0 -> span.clearTraceId();
      case 1 -> span.setSpanId(id(random.nextInt(12)));
      case 2 -> span.clearEndTimeUnixNano();
      case 3 -> span.setEndTimeUnixNano(Requests.START - random.nextInt(3));
      case 4 -> span.clearStartTimeUnixNano();
      case 5 -> span.setEndTimeUnixNano(-1);
      case 6 -> span.setTraceId(id(16));
      case 7 -> span.setTraceId(id(11));
      default -> span.addLinks(Span.Link.newBuilder().setSpanId(id(8)));
    }
    span.addAllAttributes(attributes(10));
    span.setStatus(Status.newBuilder().setCodeValue(random.nextInt(3)).setMessage("m"));
    for (int i = random.nextInt(3); i > 0; i--) {
      span.addEvents(event());
    }
    return span.build();
  }

  private ByteString id(int length) {
    return ByteString.copyFrom(new byte[length]);
  }

  private Span.Event event() {
    List<String> names =
        List.of("exception", "ai.stream.firstChunk", "First Token Stream Event", "other");
    return Span.Event.newBuilder()
        .setName(names.get(random.nextInt(names.size())))
        .setTimeUnixNano(Requests.START + random.nextInt(1_000_000_000))
        .addAllAttributes(
            List.of(
                Requests.text("exception.message", "m"),
                Requests.text("exception.type", "Timeout" + random.nextInt(3))))
        .build();
  }

  private List<KeyValue> attributes(int most) {
    return IntStream.range(0, random.nextInt(most))
        .mapToObj(i -> Requests.attribute(key(), value(2)))
        .toList();
  }

  private String key() {
    Key[] keys = Key.values();
    return random.nextInt(4) == 0
        ? OTHER_KEYS.get(random.nextInt(OTHER_KEYS.size()))
        : keys[random.nextInt(keys.length)].text;
  }

  private AnyValue.Builder value(int depth) {
    AnyValue.Builder value = AnyValue.newBuilder();
    switch (random.nextInt(depth == 0 ? 6 : 9)) {
      case 0, 1 -> value.setStringValue(TEXTS.get(random.nextInt(TEXTS.size())));
      case 2 -> value.setIntValue(random.nextInt(2_000) - 20L);
      case 3 -> value.setDoubleValue(random.nextInt(2_000) / 7.0);
      case 4 -> value.setBoolValue(random.nextBoolean());
      case 5 -> edge(value);
      case 6 ->
          value.setArrayValue(
              ArrayValue.newBuilder().addValues(value(depth - 1)).addValues(value(depth - 1)));
      case 7 ->
          value.setKvlistValue(
              KeyValueList.newBuilder().addValues(Requests.attribute("k", value(depth - 1))));
      default -> {
        // No value.
      }
    }
    return value;
  }

  private void edge(AnyValue.Builder value) {
    switch (random.nextInt(8)) {
      case 0 -> value.setIntValue(Long.MAX_VALUE);
      case 1 -> value.setIntValue(Long.MIN_VALUE);
      case 2 -> value.setDoubleValue(Double.NaN);
      case 3 -> value.setDoubleValue(Double.NEGATIVE_INFINITY);
      case 4 -> value.setDoubleValue(-0.0);
      case 5 -> value.setIntValue((1L << 53) + 1);
      case 6 -> value.setBytesValue(ByteString.copyFrom(new byte[] {0, 1}));
      default -> value.setDoubleValue(1e300);
    }
  }
}
