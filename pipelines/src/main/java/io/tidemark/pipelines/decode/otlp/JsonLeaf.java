package io.tidemark.pipelines.decode.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.pipelines.record.Excerpt;
import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads the fields of one span or log record, its resource and its scope, from JSON. Each method
 * begins where the parser is at the first token of a value and leaves it at the last.
 */
final class JsonLeaf {
  private final boolean isSpan;
  private final JsonAttribute attribute = new JsonAttribute();

  JsonLeaf(Signal signal) {
    this.isSpan = signal == Signal.TRACES;
  }

  /** Reads the attributes of a resource. */
  void resource(JsonParser parser, SpanFields fields) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("attributes") && token == JsonToken.START_ARRAY) {
        attribute.readAll(parser, fields, fields.resourceAttributes);
      } else {
        parser.skipChildren();
      }
    }
  }

  /** Returns the name of a scope; empty if it has none. */
  String scopeName(JsonParser parser) throws IOException {
    String scope = "";
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("name") && token == JsonToken.VALUE_STRING) {
        scope = parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    return scope;
  }

  /** Reads a span or log record; what is no object is broken. */
  void read(JsonParser parser, SpanFields fields) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      fields.broken = "a " + (isSpan ? "span" : "log record") + " is no object; one is needed";
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (!isKnown(name, token, parser, fields)) {
        parser.skipChildren();
      }
    }
  }

  private boolean isKnown(String name, JsonToken token, JsonParser parser, SpanFields fields)
      throws IOException {
    switch (name) {
      case "traceId" -> id(token, parser, fields.trace);
      case "spanId" -> id(token, parser, fields.span);
      case "attributes" -> {
        if (isArray(name, token, fields)) {
          attribute.readAll(parser, fields, fields.attributes);
          fields.attributesEnd = JsonReader.tokenStart(parser);
        }
      }
      default -> {
        return isSpan
            ? isOfSpan(name, token, parser, fields)
            : isOfLog(name, token, parser, fields);
      }
    }
    return token.isScalarValue() || parser.currentToken() != token;
  }

  private boolean isOfSpan(String name, JsonToken token, JsonParser parser, SpanFields fields)
      throws IOException {
    switch (name) {
      case "parentSpanId" -> id(token, parser, fields.parent);
      case "startTimeUnixNano" -> fields.startNanos = nanos(name, token, parser, fields);
      case "endTimeUnixNano" -> fields.endNanos = nanos(name, token, parser, fields);
      case "events" -> {
        if (isArray(name, token, fields)) {
          attribute.events(parser, fields);
        }
      }
      case "status" -> {
        if (token == JsonToken.START_OBJECT) {
          status(parser, fields);
        }
      }
      default -> {
        return false;
      }
    }
    return parser.currentToken() != token || token.isScalarValue();
  }

  private static boolean isOfLog(String name, JsonToken token, JsonParser parser, SpanFields fields)
      throws IOException {
    switch (name) {
      case "timeUnixNano" -> fields.endNanos = nanos(name, token, parser, fields);
      case "observedTimeUnixNano" -> fields.startNanos = nanos(name, token, parser, fields);
      case "eventName" ->
          fields.eventName = token == JsonToken.VALUE_STRING ? parser.getText() : null;
      default -> {
        return false;
      }
    }
    return token.isScalarValue();
  }

  private static boolean isArray(String name, JsonToken token, SpanFields fields) {
    if (token != JsonToken.START_ARRAY && token != JsonToken.VALUE_NULL) {
      fields.broken = name + " is no array; an array of objects is needed";
    }
    return token == JsonToken.START_ARRAY;
  }

  private static void id(JsonToken token, JsonParser parser, SpanId id) throws IOException {
    if (token == JsonToken.VALUE_STRING) {
      id.setText(parser.getText());
    } else if (token != JsonToken.VALUE_NULL) {
      id.setWrongType();
    }
  }

  /** Returns nanoseconds, which no double is between: 2^60 of them were in the year 2006. */
  static long nanos(String name, JsonToken token, JsonParser parser, SpanFields fields)
      throws IOException {
    if (token == JsonToken.VALUE_NULL) {
      return 0;
    }
    String found = "no number";
    if (token == JsonToken.VALUE_STRING || token.isNumeric()) {
      String text = parser.getText();
      if (text.isEmpty()) {
        return 0;
      }
      try {
        return Numbers.unsigned(text);
      } catch (NumberFormatException e) {
        found = Excerpt.quoted(text);
      }
    }
    fields.timeProblem = name + " is " + found + "; nanoseconds since the epoch are needed";
    return 0;
  }

  private static void status(JsonParser parser, SpanFields fields) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("code") && token.isScalarValue()) {
        fields.statusCode = isError(parser.getText()) ? SpanFields.STATUS_ERROR : 0;
      } else {
        parser.skipChildren();
      }
    }
  }

  private static boolean isError(@Nullable String code) {
    return code != null
        && switch (code) {
          case "2", "STATUS_CODE_ERROR", "ERROR", "Error" -> true;
          default -> false;
        };
  }
}
