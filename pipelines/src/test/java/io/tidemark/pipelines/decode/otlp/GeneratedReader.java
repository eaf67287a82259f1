package io.tidemark.pipelines.decode.otlp;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.tidemark.pipelines.record.Span;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Fills the fields of spans from the generated classes: what the reader by hand should read. */
final class GeneratedReader {
  private static final List<String> FIRST_TOKENS =
      List.of(
          "First Token Stream Event",
          "ai.stream.firstChunk",
          "gen_ai.content.completion.chunk",
          "llm.content.completion.chunk");

  private final SpanFields fields = new SpanFields(new KnownKeys(OtlpOptions.DEFAULT.teamKeys()));

  /** Returns the fates of the spans of a request. */
  List<SpanFate> fates(ExportTraceServiceRequest request) throws Unreadable {
    TraceSpans spans = new TraceSpans(OtlpOptions.DEFAULT);
    for (ResourceSpans resource : request.getResourceSpansList()) {
      fields.clearResource();
      for (KeyValue attribute : resource.getResource().getAttributesList()) {
        put(attribute, fields.resourceAttributes);
      }
      fields.resourceRead(new Span(0, 0));
      for (ScopeSpans scope : resource.getScopeSpansList()) {
        fields.clearScope();
        fields.scopeRead(scope.getScope().getName(), new Span(0, 0));
        for (io.opentelemetry.proto.trace.v1.Span span : scope.getSpansList()) {
          read(span);
          spans.take(fields, 0, 0);
        }
      }
    }
    return spans.outcomes().stream().map(Outcome::fate).toList();
  }

  private void read(io.opentelemetry.proto.trace.v1.Span span) {
    fields.clearLeaf();
    id(span.getTraceId().toByteArray(), fields.trace);
    id(span.getSpanId().toByteArray(), fields.span);
    id(span.getParentSpanId().toByteArray(), fields.parent);
    fields.startNanos = span.getStartTimeUnixNano();
    fields.endNanos = span.getEndTimeUnixNano();
    fields.statusCode = span.getStatus().getCodeValue();
    for (KeyValue attribute : span.getAttributesList()) {
      put(attribute, fields.attributes);
    }
    for (io.opentelemetry.proto.trace.v1.Span.Event event : span.getEventsList()) {
      if (FIRST_TOKENS.contains(event.getName())) {
        fields.firstToken(event.getTimeUnixNano());
      } else if (event.getName().equals("exception")) {
        Attributes attributes = fields.eventAttributes();
        event.getAttributesList().forEach(attribute -> put(attribute, attributes));
        fields.exceptionRead();
      }
    }
  }

  private static void id(byte[] bytes, SpanId id) {
    id.setBytes(bytes, 0, bytes.length);
  }

  private void put(KeyValue attribute, Attributes into) {
    byte[] key = attribute.getKey().getBytes(StandardCharsets.UTF_8);
    int slot = slot(attribute.getKey());
    if (slot >= 0) {
      put(attribute.getValue(), slot, into);
    } else if (into == fields.attributes && !KnownKeys.tagName(key, 0, key.length).isEmpty()) {
      into.putOther(fields.keys.scratch());
      put(attribute.getValue(), fields.keys.scratch(), into);
      fields.tag(KnownKeys.tagName(key, 0, key.length), into.text(fields.keys.scratch()));
    }
  }

  /** Finds the slot without the table, to test that, too. */
  private int slot(String name) {
    for (Key key : Key.values()) {
      if (key.text.equals(name)) {
        return key.ordinal();
      }
    }
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return OtlpOptions.TEAM_KEYS.contains(name)
        ? fields.keys.table.numberOf(bytes, 0, bytes.length)
        : -1;
  }

  private static void put(AnyValue value, int slot, Attributes into) {
    switch (value.getValueCase()) {
      case STRING_VALUE -> into.putText(slot, value.getStringValue());
      case BOOL_VALUE -> into.putBool(slot, value.getBoolValue());
      case INT_VALUE -> into.putInteger(slot, value.getIntValue());
      case DOUBLE_VALUE -> into.putDecimal(slot, value.getDoubleValue());
      case ARRAY_VALUE ->
          into.putTexts(
              slot,
              value.getArrayValue().getValuesList().stream()
                  .filter(AnyValue::hasStringValue)
                  .map(AnyValue::getStringValue)
                  .toList());
      case KVLIST_VALUE, BYTES_VALUE -> into.putOther(slot);
      default -> {
        // Absent.
      }
    }
  }
}
