package io.tidemark.pipelines.record;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.event.TelemetryEvent;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The outcome of decoding a record, or one of the events in it: a valid event, or the reason why
 * there is none.
 */
public sealed interface Decoded {

  /**
   * A valid event.
   *
   * @param event the event
   * @param fieldsLeftOut how many fields of it, or entries of its maps, were cut or left out,
   *     because nothing is computed from them and they cannot be kept
   */
  record Event(TelemetryEvent event, int fieldsLeftOut) implements Decoded {
    public Event {
      Objects.requireNonNull(event, "event");
    }

    /** An event of which nothing was left out. */
    public Event(TelemetryEvent event) {
      this(event, 0);
    }
  }

  /**
   * An input that is not a valid event.
   *
   * @param reason why
   * @param error one sentence for a person: the field, its value and what is allowed. Control
   *     characters and lone surrogates are replaced, so that it can be printed and stored anywhere,
   *     and it is cut if it is longer than 500 characters
   * @param eventTimeMillis the event time in milliseconds since the epoch; null if it could not be
   *     read
   */
  record Rejected(Reason reason, String error, @Nullable Long eventTimeMillis) implements Decoded {
    public Rejected {
      Objects.requireNonNull(reason, "reason");
      error = Excerpt.message(error);
    }
  }
}
