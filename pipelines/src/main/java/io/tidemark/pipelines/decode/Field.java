package io.tidemark.pipelines.decode;

import com.fasterxml.jackson.core.io.SerializedString;
import io.tidemark.pipelines.event.ValueLimits;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Every field that has a meaning in a native payload, an envelope or a CloudEvent, with its type
 * and its range.
 */
enum Field {
  // The envelope and CloudEvents.
  SPECVERSION("specversion", Kind.TEXT),
  EVENT_TYPE("event_type", Kind.TEXT),
  TIME("time", Kind.TIME),
  DATA("data", Kind.OBJECT),
  DATA_BASE64("data_base64", Kind.TEXT),
  // All events.
  TYPE("type", Kind.TEXT),
  ID("id", Kind.IDENTIFIER),
  TIMESTAMP("timestamp", Kind.TIME),
  REQUEST_ID("request_id", Kind.IDENTIFIER),
  METRICS("metrics", Kind.NUMBERS),
  METADATA("metadata", Kind.TEXTS),
  // Performance.
  MODEL("model", Kind.IDENTIFIER),
  PROVIDER("provider", Kind.IDENTIFIER),
  REGION("region", Kind.IDENTIFIER),
  SERVICE("service", Kind.IDENTIFIER),
  OPERATION("operation", Kind.IDENTIFIER),
  ENVIRONMENT("environment", Kind.IDENTIFIER),
  TEAM("team", Kind.IDENTIFIER),
  RESPONSE_MODEL("response_model", Kind.IDENTIFIER),
  CONFIG_ID("config_id", Kind.IDENTIFIER),
  LATENCY_MS("latency_ms", Kind.NUMBER, ValueLimits.LATENCY_MS),
  TIME_TO_FIRST_TOKEN_MS("time_to_first_token_ms", Kind.NUMBER, ValueLimits.LATENCY_MS),
  QUEUE_TIME_MS("queue_time_ms", Kind.NUMBER, ValueLimits.LATENCY_MS),
  INPUT_TOKENS("input_tokens", Kind.INTEGER),
  OUTPUT_TOKENS("output_tokens", Kind.INTEGER),
  CACHE_READ_TOKENS("cache_read_tokens", Kind.INTEGER),
  CACHE_WRITE_TOKENS("cache_write_tokens", Kind.INTEGER),
  REASONING_TOKENS("reasoning_tokens", Kind.INTEGER),
  COST("cost", Kind.NUMBER, ValueLimits.COST_USD),
  QUALITY_SCORE("quality_score", Kind.NUMBER, 1),
  ERROR("error", Kind.ERROR),
  FINISH_REASON("finish_reason", Kind.IDENTIFIER),
  STREAMING("streaming", Kind.BOOLEAN),
  // Performance and feedback.
  SESSION_ID("session_id", Kind.IDENTIFIER),
  USER_ID("user_id", Kind.IDENTIFIER),
  // Feedback.
  RATING("rating", Kind.NUMBER, 5),
  LIKED("liked", Kind.BOOLEAN),
  TASK_COMPLETED("task_completed", Kind.BOOLEAN),
  RESPONSE_EDITED("response_edited", Kind.BOOLEAN),
  RESPONSE_REGENERATED("response_regenerated", Kind.BOOLEAN),
  RESPONSE_SAVED("response_saved", Kind.BOOLEAN),
  RESPONSE_SHARED("response_shared", Kind.BOOLEAN),
  DWELL_TIME_SECONDS("dwell_time_seconds", Kind.NUMBER),
  COMMENT("comment", Kind.TEXT),
  // Health.
  COMPONENT("component", Kind.IDENTIFIER),
  STATUS("status", Kind.TEXT),
  CPU_USAGE("cpu_usage", Kind.NUMBER, ValueLimits.CPU_PERCENT),
  MEMORY_USAGE("memory_usage", Kind.NUMBER, ValueLimits.MEMORY_BYTES),
  ACTIVE_REQUESTS("active_requests", Kind.NUMBER),
  QUEUE_DEPTH("queue_depth", Kind.NUMBER),
  ERROR_RATE("error_rate", Kind.NUMBER);

  /** The type of the value of a field. */
  enum Kind {
    /** A text; a number is read as the text that it is written as. */
    TEXT("a text"),
    /**
     * A text of at most {@link #LONGEST_IDENTIFIER} characters, because it may become part of a
     * key; a number is read as the text that it is written as.
     */
    IDENTIFIER("a text"),
    /** A text or a number that {@link EventTime} reads. */
    TIME("a time"),
    /**
     * A number from 0 to the largest that aggregates sum exactly, or a text that is one; a blank
     * text is absence.
     */
    NUMBER("a number"),
    /** As {@link #NUMBER}, and whole. */
    INTEGER("a whole number"),
    /** True or false, 1 or 0, or a text that is a {@linkplain Words#bool word} for one of them. */
    BOOLEAN("true or false"),
    /** Whatever says that something went wrong, as {@link ErrorValue} reads it. */
    ERROR("a text"),
    NUMBERS("an object of numbers"),
    TEXTS("an object of texts"),
    OBJECT("an object");

    final String needed;

    Kind(String needed) {
      this.needed = needed;
    }
  }

  /**
   * The longest identifier, in characters. Keys are made of identifiers and stored in an index,
   * whose entries PostgreSQL limits to 2,704 bytes.
   */
  static final int LONGEST_IDENTIFIER = 256;

  private static final Field[] ALL = values();

  static final int COUNT = ALL.length;

  private static final Map<String, Field> BY_NAME =
      Stream.of(ALL).collect(Collectors.toMap(field -> field.key, Function.identity()));

  final String key;
  final SerializedString name;
  final Kind kind;
  final double largest;

  Field(String key, Kind kind) {
    this(key, kind, kind == Kind.INTEGER ? ValueLimits.TOKENS : ValueLimits.OTHER);
  }

  Field(String key, Kind kind, double largest) {
    this.key = key;
    this.name = new SerializedString(key);
    this.kind = kind;
    this.largest = largest;
  }

  /** Returns the field of this ordinal, without the copy that {@link #values} makes. */
  static Field at(int ordinal) {
    return ALL[ordinal];
  }

  /** Returns the field of this name; null for a name without a meaning here. */
  static @Nullable Field named(String name) {
    return BY_NAME.get(name);
  }

  /** Returns the range of a number, for messages: {@code 0 to 5}, {@code 0 to 1e9}. */
  String range() {
    return "0 to " + (largest < 1000 ? (int) largest : "1e" + Math.round(Math.log10(largest)));
  }
}
