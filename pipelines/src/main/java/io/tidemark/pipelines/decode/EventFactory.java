package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.SystemHealth.Status;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.Excerpt;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes an event of the fields of a native payload and of the envelope around it, and rejects what
 * is missing or out of range.
 */
final class EventFactory {
  private final JsonFields payload;
  private final EnvelopeFields envelope;

  EventFactory(JsonFields payload, EnvelopeFields envelope) {
    this.payload = payload;
    this.envelope = envelope;
  }

  /** Returns the event, or a rejection for the first thing found wrong. */
  Decoded decoded() {
    Long timestampMillis = null;
    try {
      timestampMillis = timestampMillis();
      if (timestampMillis == null) {
        throw JsonFields.missing(Field.TIMESTAMP);
      }
      return new Decoded.Event(event(timestampMillis));
    } catch (Rejection rejection) {
      return rejection.asDecoded(timestampMillis);
    }
  }

  /**
   * Returns the event time if it can be read, for the dead letter of an input that is rejected;
   * otherwise null.
   */
  @Nullable Long knownTimestampMillis() {
    try {
      return timestampMillis();
    } catch (Rejection rejection) {
      return null;
    }
  }

  private TelemetryEvent event(long timestampMillis) throws Rejection {
    return switch (EventType.of(payload, envelope)) {
      case PERFORMANCE_METRICS -> performanceMetrics(timestampMillis);
      case USER_FEEDBACK -> userFeedback(timestampMillis);
      case SYSTEM_HEALTH -> systemHealth(timestampMillis);
    };
  }

  private PerformanceMetrics performanceMetrics(long timestampMillis) throws Rejection {
    return new PerformanceMetrics(
        id(),
        timestampMillis,
        payload.requiredText(Field.REQUEST_ID),
        key(Field.MODEL),
        payload.text(Field.PROVIDER),
        payload.text(Field.REGION),
        payload.text(Field.SERVICE),
        payload.text(Field.CONFIG_ID),
        payload.requiredNumber(Field.LATENCY_MS),
        payload.number(Field.TIME_TO_FIRST_TOKEN_MS),
        payload.requiredInteger(Field.INPUT_TOKENS),
        payload.requiredInteger(Field.OUTPUT_TOKENS),
        payload.integer(Field.CACHE_READ_TOKENS),
        payload.requiredNumber(Field.COST),
        payload.number(Field.QUALITY_SCORE),
        payload.text(Field.ERROR),
        payload.numbers(Field.METRICS),
        metadata());
  }

  private UserFeedback userFeedback(long timestampMillis) throws Rejection {
    return new UserFeedback(
        id(),
        timestampMillis,
        key(Field.SESSION_ID),
        payload.text(Field.USER_ID),
        payload.requiredText(Field.REQUEST_ID),
        payload.number(Field.RATING),
        payload.bool(Field.LIKED),
        payload.requiredBool(Field.TASK_COMPLETED),
        payload.requiredBool(Field.RESPONSE_EDITED),
        payload.requiredBool(Field.RESPONSE_REGENERATED),
        payload.requiredBool(Field.RESPONSE_SAVED),
        payload.requiredBool(Field.RESPONSE_SHARED),
        payload.number(Field.DWELL_TIME_SECONDS),
        payload.text(Field.COMMENT),
        metadata());
  }

  private SystemHealth systemHealth(long timestampMillis) throws Rejection {
    return new SystemHealth(
        id(),
        timestampMillis,
        key(Field.COMPONENT),
        status(),
        payload.number(Field.CPU_USAGE),
        payload.number(Field.MEMORY_USAGE),
        payload.number(Field.ACTIVE_REQUESTS),
        payload.number(Field.QUEUE_DEPTH),
        payload.number(Field.ERROR_RATE),
        payload.numbers(Field.METRICS));
  }

  private @Nullable Long timestampMillis() throws Rejection {
    String text = payload.text(Field.TIMESTAMP);
    if (text == null) {
      text = envelope.timestamp();
    }
    return text == null ? null : (Long) Rfc3339.parseMillis(Field.TIMESTAMP, text);
  }

  private String id() throws Rejection {
    String id = payload.text(Field.ID);
    if (id == null) {
      if (envelope.id() == null) {
        throw JsonFields.missing(Field.ID);
      }
      id = Limits.checkText(Field.ID, envelope.id());
    }
    return Limits.checkKey(Field.ID, id);
  }

  private String key(Field field) throws Rejection {
    return Limits.checkKey(field, payload.requiredText(field));
  }

  private Map<String, String> metadata() throws Rejection {
    return payload.has(Field.METADATA) ? payload.texts(Field.METADATA) : envelope.metadata();
  }

  private Status status() throws Rejection {
    String status = payload.requiredText(Field.STATUS);
    return switch (status) {
      case "healthy" -> Status.HEALTHY;
      case "degraded" -> Status.DEGRADED;
      case "unhealthy" -> Status.UNHEALTHY;
      default ->
          throw Rejection.invalid(
              "status is "
                  + Excerpt.quoted(status)
                  + "; allowed are \"healthy\", \"degraded\", \"unhealthy\"");
    };
  }
}
