package io.tidemark.pipelines.decode.otlp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.pipelines.document.UntrustedJson;
import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.Span;
import java.io.IOException;

/**
 * Walks over a request in OTLP/JSON down to its spans or log records.
 *
 * <p>A resource or scope that stands behind its spans makes the request be read a second time, with
 * a look ahead for it; no exporter writes that. What is no JSON makes the record unreadable; what
 * is JSON of another shape makes the span unreadable in which it is.
 */
final class JsonReader {
  private static final int DEEPEST = 512;

  static final JsonFactory JSON = UntrustedJson.upToDepth(DEEPEST).build();

  private final Signal signal;
  private final JsonLeaf leaf;

  JsonReader(Signal signal) {
    this.signal = signal;
    this.leaf = new JsonLeaf(signal);
  }

  /** Gives each span or log record of the request to {@code leaves}, in order. */
  void read(Bytes record, SpanFields fields, Leaves leaves) throws Unreadable {
    try (JsonParser parser = JSON.createParser(record.array(), record.from(), record.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw Unreadable.malformed("the record is no JSON object; an export request is needed");
      }
      request(record, parser, fields, leaves);
      if (parser.nextToken() != null) {
        throw Unreadable.malformed("something follows the request; nothing is allowed there");
      }
    } catch (JsonProcessingException e) {
      throw Unreadable.malformed("not JSON: " + e.getOriginalMessage() + place(e));
    } catch (IOException e) {
      throw Unreadable.malformed("not JSON: " + e.getMessage());
    }
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " (at byte " + e.getLocation().getByteOffset() + ")";
  }

  private void request(Bytes record, JsonParser parser, SpanFields fields, Leaves leaves)
      throws IOException, Unreadable {
    boolean found = false;
    String other = null;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals(signal.resources)) {
        found = true;
        checkArray(token, name);
        while (isNext(token, parser)) {
          resourceGroup(record, parser, fields, leaves);
        }
      } else {
        other = other == null || isSignal(name) ? name : other;
        parser.skipChildren();
      }
    }
    if (!found && other != null) {
      throw Unreadable.malformed(otherwise(other));
    }
  }

  private static boolean isSignal(String name) {
    return name.equals(Signal.TRACES.resources)
        || name.equals(Signal.LOGS.resources)
        || name.equals(Signal.METRICS);
  }

  private String otherwise(String name) {
    if (name.equals(Signal.METRICS)) {
      return "the record is a request of metrics, which are not taken in; " + needed();
    }
    return isSignal(name)
        ? "the record has " + name + " and is on a topic of " + signal.leaf + "s; " + needed()
        : "the record has no " + signal.resources + "; " + needed();
  }

  private String needed() {
    return "an export request with " + signal.resources + " is needed";
  }

  private void resourceGroup(Bytes record, JsonParser parser, SpanFields fields, Leaves leaves)
      throws IOException, Unreadable {
    fields.clearResource();
    checkObject(parser, signal.resources);
    int from = tokenStart(parser);
    boolean spans = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("resource") && token == JsonToken.START_OBJECT && !spans) {
        resource(parser, fields);
      } else if (name.equals("resource") && token == JsonToken.START_OBJECT) {
        parser.skipChildren();
      } else if (name.equals(signal.scopes)) {
        if (!spans && fields.resourceSlice == null) {
          lookAhead(record.part(new Span(from, record.length() - from)), from, true, fields);
        }
        spans = true;
        checkArray(token, name);
        while (isNext(token, parser)) {
          scopeGroup(record, parser, fields, leaves);
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void resource(JsonParser parser, SpanFields fields) throws IOException {
    int from = tokenStart(parser);
    leaf.resource(parser, fields);
    fields.resourceRead(new Span(from, end(parser) - from));
  }

  private void scopeGroup(Bytes record, JsonParser parser, SpanFields fields, Leaves leaves)
      throws IOException, Unreadable {
    fields.clearScope();
    checkObject(parser, signal.scopes);
    int from = tokenStart(parser);
    boolean spans = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      if (name.equals("scope") && token == JsonToken.START_OBJECT && !spans) {
        scope(parser, fields);
      } else if (name.equals("scope") && token == JsonToken.START_OBJECT) {
        parser.skipChildren();
      } else if (name.equals(signal.leaves)) {
        if (!spans && fields.scopeSlice == null) {
          lookAhead(record.part(new Span(from, record.length() - from)), from, false, fields);
        }
        spans = true;
        checkArray(token, name);
        while (isNext(token, parser)) {
          span(parser, fields, leaves);
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  private void scope(JsonParser parser, SpanFields fields) throws IOException {
    int from = tokenStart(parser);
    String name = leaf.scopeName(parser);
    fields.scopeRead(name, new Span(from, end(parser) - from));
  }

  private void span(JsonParser parser, SpanFields fields, Leaves leaves)
      throws IOException, Unreadable {
    fields.clearLeaf();
    int from = tokenStart(parser);
    leaf.read(parser, fields);
    leaves.take(fields, from, end(parser) - from);
  }

  /** Looks for a resource or scope that stands behind its spans, from the group's first brace. */
  private void lookAhead(Bytes group, int base, boolean resource, SpanFields fields)
      throws IOException {
    try (JsonParser parser = JSON.createParser(group.array(), group.from(), group.length())) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_OBJECT && name.equals(resource ? "resource" : "scope")) {
          int from = tokenStart(parser);
          if (resource) {
            leaf.resource(parser, fields);
            fields.resourceRead(new Span(base + from, end(parser) - from));
          } else {
            String scope = leaf.scopeName(parser);
            fields.scopeRead(scope, new Span(base + from, end(parser) - from));
          }
        } else {
          parser.skipChildren();
        }
      }
    }
  }

  /** Goes to the next element of the array; null stands for an empty one. */
  private static boolean isNext(JsonToken array, JsonParser parser) throws IOException {
    return array != JsonToken.VALUE_NULL && parser.nextToken() != JsonToken.END_ARRAY;
  }

  private static void checkArray(JsonToken token, String name) throws Unreadable {
    if (token != JsonToken.START_ARRAY && token != JsonToken.VALUE_NULL) {
      throw Unreadable.malformed(name + " is no array; an array of objects is needed");
    }
  }

  private static void checkObject(JsonParser parser, String array) throws Unreadable {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw Unreadable.malformed("an element of " + array + " is no object; objects are needed");
    }
  }

  /** Returns the index in the record of the first byte of the token that the parser is at. */
  static int tokenStart(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  /** Returns the index in the record of the byte behind the token that the parser is at. */
  static int end(JsonParser parser) {
    return (int) parser.currentLocation().getByteOffset();
  }
}
