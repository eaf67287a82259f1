package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.deadletter.Reason;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What becomes of one span or log record. Each has exactly one of these. */
public sealed interface SpanFate {

  /** A request to a model. */
  record Call(ModelCall call) implements SpanFate {
    public Call {
      Objects.requireNonNull(call, "call");
    }
  }

  /** What a person thought of an answer. */
  record Feedback(FeedbackGiven feedback) implements SpanFate {
    public Feedback {
      Objects.requireNonNull(feedback, "feedback");
    }
  }

  /**
   * Meant to be an event, and is not a valid one.
   *
   * @param reason why
   * @param sentence the field, its value and what is allowed
   * @param eventTimeMillis the end of the span, in milliseconds since the epoch; null if not known
   */
  record Rejected(Reason reason, String sentence, @Nullable Long eventTimeMillis)
      implements SpanFate {
    public Rejected {
      Objects.requireNonNull(reason, "reason");
    }
  }

  /**
   * Not meant to be an event.
   *
   * @param reason why, one of few
   * @param detail the same with the word that the span had, for people: {@code operation
   *     execute_tool}
   */
  record Skipped(SkipReason reason, String detail) implements SpanFate {
    public Skipped {
      Objects.requireNonNull(reason, "reason");
    }
  }
}
