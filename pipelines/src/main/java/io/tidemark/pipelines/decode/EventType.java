package io.tidemark.pipelines.decode;

import org.checkerframework.checker.nullness.qual.Nullable;

/** The three native events, by the names that their {@code type} field has. */
enum EventType {
  PERFORMANCE_METRICS("performance_metrics"),
  USER_FEEDBACK("user_feedback"),
  SYSTEM_HEALTH("system_health");

  private static final String NEEDED =
      "; one of \"performance_metrics\", \"user_feedback\", \"system_health\" is needed";

  /** Not copied for every event, as {@link #values} are. */
  private static final EventType[] ALL = values();

  private final String type;

  EventType(String type) {
    this.type = type;
  }

  /** The type that a payload names, or else the one that its wrapping tells. */
  static EventType of(JsonFields payload, EnvelopeFields wrapping) throws Rejection {
    if (payload.has(Field.TYPE)) {
      String named = payload.requiredText(Field.TYPE);
      EventType type = named(named);
      if (type == null) {
        throw Rejection.malformed("type is " + Excerpt.quoted(named) + NEEDED);
      }
      return type;
    }
    String told = wrapping.type();
    EventType type = told == null ? null : told(told, payload);
    if (type == null) {
      String found = told == null ? "" : ", and the wrapping's type is " + Excerpt.quoted(told);
      throw Rejection.malformed("type is missing" + found + NEEDED);
    }
    return type;
  }

  static @Nullable EventType named(String name) {
    for (EventType type : ALL) {
      if (type.type.equals(name)) {
        return type;
      }
    }
    return null;
  }

  /**
   * {@code metric} is {@code system_health} for a payload with a component, else {@code
   * performance_metrics}; {@code feedback} is {@code user_feedback}; and a native name counts with
   * any prefix that ends in a separator: {@code com.example.user_feedback}.
   */
  private static @Nullable EventType told(String told, JsonFields payload) {
    if (told.equals("metric")) {
      return payload.has(Field.COMPONENT) ? SYSTEM_HEALTH : PERFORMANCE_METRICS;
    }
    if (told.equals("feedback")) {
      return USER_FEEDBACK;
    }
    for (EventType type : ALL) {
      int prefix = told.length() - type.type.length();
      if (told.endsWith(type.type)
          && (prefix == 0 || ".:/".indexOf(told.charAt(prefix - 1)) >= 0)) {
        return type;
      }
    }
    return null;
  }
}
