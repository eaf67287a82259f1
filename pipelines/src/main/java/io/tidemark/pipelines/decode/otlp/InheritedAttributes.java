package io.tidemark.pipelines.decode.otlp;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The attributes by which a span says itself what it has from spans around it, so that it means the
 * same alone.
 */
final class InheritedAttributes {
  private static final String TAG_PREFIX = "traceloop.association.properties.";

  private InheritedAttributes() {}

  /** Returns texts by key; empty for nothing. */
  static Map<String, String> of(Context inherited, OtlpOptions options) {
    if (inherited == Context.NONE) {
      return Map.of();
    }
    Map<String, String> attributes = new LinkedHashMap<>();
    if (inherited.session() != null) {
      attributes.put(Key.SESSION_ID.text, inherited.session());
    }
    if (inherited.user() != null) {
      attributes.put(Key.USER_ID.text, inherited.user());
    }
    if (inherited.team() != null) {
      attributes.put(options.teamKeys().get(0), inherited.team());
    }
    inherited.tags().forEach((name, value) -> attributes.put(TAG_PREFIX + name, value));
    return attributes;
  }
}
