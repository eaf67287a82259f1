package io.tidemark.pipelines.decode.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Reads what a span says of whom it was made for. */
final class ContextOf {
  private static final String TAGS = "tags";

  private ContextOf() {}

  /**
   * Returns what the span says; {@link Context#NONE} for nothing. A session or user that cannot be
   * kept is none, so that an ancestor's bad one does not cost a call. So is a team; that of the
   * call itself is judged with the other dimensions.
   */
  static Context span(SpanFields span, OtlpOptions options) {
    Attributes attributes = span.attributes;
    String session = usable(Spellings.SESSION.text(attributes));
    String user = usable(Spellings.USER.text(attributes));
    String team = usable(span.keys.team.text(attributes));
    Map<String, String> tags = tags(span);
    return session == null && user == null && team == null && tags.isEmpty()
        ? Context.NONE
        : new Context(session, user, team, tags);
  }

  private static @Nullable String usable(@Nullable String text) {
    return text != null && Texts.isIdentifier(text) ? text : null;
  }

  private static Map<String, String> tags(SpanFields span) {
    Attributes attributes = span.attributes;
    if (Spellings.TAGS.isIn(attributes)) {
      List<String> listed = attributes.texts(Key.LANGFUSE_TAGS.ordinal());
      listed = listed.isEmpty() ? attributes.texts(Key.TAG_TAGS.ordinal()) : listed;
      span.tag(TAGS, String.join(",", listed));
    }
    String metadata = attributes.has(Key.METADATA) ? attributes.text(Key.METADATA) : null;
    if (metadata != null && metadata.startsWith("{")) {
      metadata(metadata, span);
    }
    return span.tags();
  }

  /** Takes the scalars of OpenInference's metadata, which is a JSON object as a text. */
  private static void metadata(String json, SpanFields span) {
    try (JsonParser parser = JsonReader.JSON.createParser(json)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (token.isScalarValue() && token != JsonToken.VALUE_NULL) {
          span.tag(name, parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException noJson) {
      // Tags are a courtesy: what was read so far is kept.
      return;
    }
  }
}
