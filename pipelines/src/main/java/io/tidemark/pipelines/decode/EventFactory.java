package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.SystemHealth.Status;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.TokenUsage;
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
  private final EventRules rules;

  EventFactory(JsonFields payload, EnvelopeFields envelope, EventRules rules) {
    this.payload = payload;
    this.envelope = envelope;
    this.rules = rules;
  }

  /** Returns the event, or a rejection for the first thing found wrong. */
  Decoded decoded() {
    Long timestampMillis = null;
    try {
      timestampMillis = timestampMillis();
      if (timestampMillis == null) {
        throw JsonFields.missing(Field.TIMESTAMP);
      }
      TelemetryEvent event = event(timestampMillis);
      return new Decoded.Event(event, payload.leftOut());
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
        payload.keptText(Field.REQUEST_ID),
        attribution(),
        payload.numberOr(Double.NaN, Field.LATENCY_MS),
        payload.keptNumber(Field.TIME_TO_FIRST_TOKEN_MS),
        payload.keptNumber(Field.QUEUE_TIME_MS),
        usage(),
        payload.numberOr(Double.NaN, Field.COST),
        payload.keptNumber(Field.QUALITY_SCORE),
        error(),
        payload.keptText(Field.FINISH_REASON),
        payload.keptBool(Field.STREAMING),
        payload.keptNumbers(Field.METRICS),
        metadataOfRequest());
  }

  /** Returns the metadata, of which what is a dimension has to be fit for a key. */
  private Map<String, String> metadataOfRequest() throws Rejection {
    Map<String, String> metadata = metadata();
    String fault = rules.faultOfMetadata(metadata);
    if (fault != null) {
      throw Rejection.invalid(fault);
    }
    return metadata;
  }

  private Attribution attribution() throws Rejection {
    String model = dimension(Field.MODEL);
    return new Attribution(
        model == null ? "" : model,
        payload.keptText(Field.RESPONSE_MODEL),
        dimension(Field.PROVIDER),
        dimension(Field.REGION),
        dimension(Field.SERVICE),
        dimension(Field.OPERATION),
        dimension(Field.ENVIRONMENT),
        dimension(Field.TEAM),
        payload.keptText(Field.USER_ID),
        payload.keptText(Field.SESSION_ID),
        payload.keptText(Field.CONFIG_ID));
  }

  private TokenUsage usage() throws Rejection {
    return new TokenUsage(
        payload.integerOr(TokenUsage.UNKNOWN, Field.INPUT_TOKENS),
        payload.integerOr(TokenUsage.UNKNOWN, Field.OUTPUT_TOKENS),
        payload.keptIntegerOr(TokenUsage.UNKNOWN, Field.CACHE_READ_TOKENS),
        payload.keptIntegerOr(TokenUsage.UNKNOWN, Field.CACHE_WRITE_TOKENS),
        payload.keptIntegerOr(TokenUsage.UNKNOWN, Field.REASONING_TOKENS));
  }

  private UserFeedback userFeedback(long timestampMillis) throws Rejection {
    return new UserFeedback(
        id(),
        timestampMillis,
        key(Field.SESSION_ID),
        payload.keptText(Field.USER_ID),
        payload.keptText(Field.REQUEST_ID),
        payload.number(Field.RATING),
        payload.bool(Field.LIKED),
        payload.bool(Field.TASK_COMPLETED),
        payload.bool(Field.RESPONSE_EDITED),
        payload.bool(Field.RESPONSE_REGENERATED),
        payload.bool(Field.RESPONSE_SAVED),
        payload.bool(Field.RESPONSE_SHARED),
        payload.number(Field.DWELL_TIME_SECONDS),
        payload.keptText(Field.COMMENT),
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
        payload.keptNumbers(Field.METRICS));
  }

  private @Nullable Long timestampMillis() throws Rejection {
    String text = payload.text(Field.TIMESTAMP);
    if (text == null) {
      text = envelope.timestamp();
    }
    return text == null
        ? null
        : (Long) EventTime.parseMillis(Field.TIMESTAMP, text, rules.utcWithoutOffset());
  }

  /**
   * Returns the id that the payload or else the envelope has; empty if neither has one that tells
   * the event from others.
   */
  private String id() throws Rejection {
    String id = payload.text(Field.ID);
    if (id == null || Words.isNoId(id)) {
      id = envelope.id() == null ? "" : Limits.checkText(Field.ID, envelope.id());
    }
    return Words.isNoId(id) ? "" : id;
  }

  private String key(Field field) throws Rejection {
    return Limits.checkKey(field, payload.requiredText(field));
  }

  /** Returns the value of what may be a dimension; null for one that is absent or blank. */
  private @Nullable String dimension(Field field) throws Rejection {
    String value = rules.isDimension(field) ? payload.text(field) : payload.keptText(field);
    return value == null || value.isBlank() ? null : value;
  }

  /** Returns the error, cut if it is long: what counts is whether there is one. */
  private @Nullable String error() throws Rejection {
    return payload.isPresent(Field.ERROR) ? payload.keptText(Field.ERROR) : null;
  }

  private Map<String, String> metadata() {
    return payload.has(Field.METADATA) ? payload.keptTexts(Field.METADATA) : envelope.metadata();
  }

  private Status status() throws Rejection {
    String text = payload.requiredText(Field.STATUS);
    Status status = Words.status(text);
    if (status == null) {
      throw Rejection.invalid(
          "status is " + Excerpt.quoted(text) + "; allowed are " + Words.STATUSES);
    }
    return status;
  }
}
