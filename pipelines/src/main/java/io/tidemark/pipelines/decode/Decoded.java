package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.event.TelemetryEvent;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What decoding made of (a part of) a record: a valid event, or the reason why there is none. */
public sealed interface Decoded {

  /** A valid event. */
  record Event(TelemetryEvent event) implements Decoded {
    public Event {
      Objects.requireNonNull(event, "event");
    }
  }

  /**
   * No event.
   *
   * @param reason why
   * @param error one sentence for a person: the field, the value, what is allowed. Printable: no
   *     control characters, no lone surrogates, so that it can be stored anywhere
   * @param eventTimeMillis the event time in milliseconds since the epoch, when it could be read
   */
  record Rejected(Reason reason, String error, @Nullable Long eventTimeMillis) implements Decoded {
    public Rejected {
      Objects.requireNonNull(reason, "reason");
      error = Excerpt.printable(error);
    }
  }
}
