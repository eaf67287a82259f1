package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.record.Excerpt;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The types of native events, by the name that their field {@code type} has. */
enum EventType {
  PERFORMANCE_METRICS("performance_metrics"),
  USER_FEEDBACK("user_feedback"),
  SYSTEM_HEALTH("system_health");

  private static final String NEEDED =
      "; one of \"performance_metrics\", \"user_feedback\", \"system_health\" is needed";

  /**
   * Kept, because {@link #values} makes a copy at each call and this is looked up for every event.
   */
  private static final EventType[] ALL = values();

  private final String type;

  EventType(String type) {
    this.type = type;
  }

  /**
   * Returns the type that the payload names, or else the one that its envelope names.
   *
   * @throws Rejection if neither names a known type
   */
  static EventType of(JsonFields payload, EnvelopeFields envelope) throws Rejection {
    if (payload.has(Field.TYPE)) {
      String named = payload.requiredText(Field.TYPE);
      EventType type = named(named);
      if (type == null) {
        throw Rejection.malformed("type is " + Excerpt.quoted(named) + NEEDED);
      }
      return type;
    }
    String envelopeType = envelope.type();
    EventType type = envelopeType == null ? null : ofEnvelope(envelopeType, payload);
    if (type == null) {
      String found =
          envelopeType == null
              ? ""
              : ", and the wrapping's type is " + Excerpt.quoted(envelopeType);
      throw Rejection.malformed("type is missing" + found + NEEDED);
    }
    return type;
  }

  /** Returns the type of this native name; null if there is none. */
  static @Nullable EventType named(String name) {
    for (EventType type : ALL) {
      if (type.type.equals(name)) {
        return type;
      }
    }
    return null;
  }

  /**
   * Returns the type that the envelope names; null if it names none.
   *
   * <p>{@code metric} is {@code system_health} for a payload with a component and {@code
   * performance_metrics} for any other; {@code feedback} is {@code user_feedback}. A native name
   * also counts behind a prefix that ends in {@code .}, {@code :} or {@code /}, as in {@code
   * com.example.user_feedback}.
   */
  private static @Nullable EventType ofEnvelope(String envelopeType, JsonFields payload) {
    if (envelopeType.equals("metric")) {
      return payload.has(Field.COMPONENT) ? SYSTEM_HEALTH : PERFORMANCE_METRICS;
    }
    if (envelopeType.equals("feedback")) {
      return USER_FEEDBACK;
    }
    for (EventType type : ALL) {
      int prefix = envelopeType.length() - type.type.length();
      if (envelopeType.endsWith(type.type)
          && (prefix == 0 || ".:/".indexOf(envelopeType.charAt(prefix - 1)) >= 0)) {
        return type;
      }
    }
    return null;
  }
}
