package io.tidemark.pipelines.decode.otlp;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The attributes by which a span says itself what it has from spans around it, so that it means the
 * same alone. They are those of the highest precedence, and stand behind its own: of two
 * attributes of one key the last counts.
 */
final class InheritedAttributes {
  private static final String TAG_PREFIX = "ai.telemetry.metadata.";
  private static final String OTHER_TAG_PREFIX = "traceloop.association.properties.";

  private InheritedAttributes() {}

  /** Returns texts by key; empty for nothing. */
  static Map<String, String> of(Context inherited, OtlpOptions options) {
    if (inherited == Context.NONE) {
      return Map.of();
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    if (inherited.session() != null) {
      attributes.put(Key.LANGFUSE_SESSION.text, inherited.session());
    }
    if (inherited.user() != null) {
      attributes.put(Key.LANGFUSE_USER.text, inherited.user());
    }
    if (inherited.team() != null) {
      attributes.put(options.teamKeys().get(0), inherited.team());
    }
    inherited.tags().forEach((name, value) -> attributes.put(tagKey(name), value));
    return attributes;
  }

  /** Two tags of the first prefix are the session and the user. */
  private static String tagKey(String name) {
    String key = TAG_PREFIX + name;
    return key.equals(Key.AI_SESSION.text) || key.equals(Key.AI_USER.text)
        ? OTHER_TAG_PREFIX + name
        : key;
  }
}
