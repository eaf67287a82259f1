package io.tidemark.pipelines.decode.otlp;

import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a span says of whom it was made for. The calls inside it have it too, unless they or a
 * nearer span say otherwise.
 *
 * @param session null if not said, as are the next two
 * @param tags further texts by name, sorted, so that the same tags are the same bytes
 */
record Context(
    @Nullable String session,
    @Nullable String user,
    @Nullable String team,
    Map<String, String> tags) {

  /** Says nothing. */
  static final Context NONE = new Context(null, null, null, Map.of());

  /** Returns this with what only the outer one says. */
  Context within(Context outer) {
    if (outer == NONE) {
      return this;
    }
    return new Context(
        session == null ? outer.session : session,
        user == null ? outer.user : user,
        team == null ? outer.team : team,
        merged(tags, outer.tags));
  }

  /** Returns what this says and the other does not. */
  Context without(Context other) {
    Map<String, String> rest = new TreeMap<>(tags);
    rest.keySet().removeAll(other.tags.keySet());
    return new Context(
        other.session == null ? session : null,
        other.user == null ? user : null,
        other.team == null ? team : null,
        rest);
  }

  private static Map<String, String> merged(Map<String, String> inner, Map<String, String> outer) {
    if (outer.isEmpty()) {
      return inner;
    }
    if (inner.isEmpty()) {
      return outer;
    }
    Map<String, String> all = new TreeMap<>(inner);
    for (Map.Entry<String, String> tag : outer.entrySet()) {
      if (all.size() < SpanFields.MOST_TAGS) {
        all.putIfAbsent(tag.getKey(), tag.getValue());
      }
    }
    return all;
  }
}
