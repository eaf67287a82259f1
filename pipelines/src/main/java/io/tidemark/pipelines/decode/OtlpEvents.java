package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.otlp.FeedbackGiven;
import io.tidemark.pipelines.decode.otlp.ModelCall;
import io.tidemark.pipelines.decode.otlp.SpanFate;
import io.tidemark.pipelines.decode.otlp.Tokens;
import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.record.Decoded;
import java.io.Serializable;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Makes events of what spans and log records say. */
final class OtlpEvents implements Serializable {
  private static final long serialVersionUID = 1L;

  private final EventRules rules;

  OtlpEvents(EventRules rules) {
    this.rules = rules;
  }

  /** Returns the outcome that a fate is; a span that is skipped has none. */
  Decoded decoded(SpanFate fate) {
    if (fate instanceof SpanFate.Call made) {
      return request(made.call());
    }
    if (fate instanceof SpanFate.Feedback given) {
      return new Decoded.Event(feedback(given.feedback()));
    }
    if (fate instanceof SpanFate.Rejected rejected) {
      return new Decoded.Rejected(
          rejected.reason(), rejected.sentence(), rejected.eventTimeMillis());
    }
    throw new IllegalArgumentException(fate + " is no outcome; calls, feedback or rejections are");
  }

  private Decoded request(ModelCall call) {
    String fault = rules.faultOfMetadata(call.tags());
    if (fault != null) {
      return new Decoded.Rejected(Reason.INVALID, fault, call.timestampMillis());
    }
    return new Decoded.Event(performanceMetrics(call), call.leftOut());
  }

  private static PerformanceMetrics performanceMetrics(ModelCall call) {
    return new PerformanceMetrics(
        call.id(),
        call.timestampMillis(),
        call.requestId(),
        attribution(call),
        call.latencyMs(),
        orNull(call.timeToFirstTokenMs()),
        orNull(call.queueTimeMs()),
        usage(call.tokens()),
        call.cost(),
        null,
        call.error(),
        call.finishReason(),
        call.streaming(),
        Map.of(),
        call.tags());
  }

  private static Attribution attribution(ModelCall call) {
    return new Attribution(
        call.model(),
        call.responseModel(),
        call.provider(),
        call.region(),
        call.service(),
        call.operation(),
        call.environment(),
        call.team(),
        call.user(),
        call.session(),
        null);
  }

  private static TokenUsage usage(Tokens tokens) {
    return new TokenUsage(
        tokens.input(),
        tokens.output(),
        tokens.cacheRead(),
        tokens.cacheWrite(),
        tokens.reasoning());
  }

  private static @Nullable Double orNull(double number) {
    return Double.isNaN(number) ? null : (Double) number;
  }

  private static UserFeedback feedback(FeedbackGiven given) {
    return new UserFeedback(
        given.id(),
        given.timestampMillis(),
        given.session(),
        given.user(),
        given.requestId(),
        given.rating(),
        given.liked(),
        null,
        null,
        null,
        null,
        null,
        null,
        given.comment(),
        Map.of());
  }
}
