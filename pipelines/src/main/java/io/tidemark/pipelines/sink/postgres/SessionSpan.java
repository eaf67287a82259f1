package io.tidemark.pipelines.sink.postgres;

import java.io.Serializable;
import java.util.Objects;
import org.joda.time.Duration;

/**
 * How far sessions of one key may overlap: only by the silent end of the earlier one.
 *
 * <p>The events of a session {@code [start, end)} are in {@code [start, end - gap]}, and those
 * ranges are disjoint for the sessions of a key. A row whose range overlaps that of a newer row is
 * therefore stale: the same events formed it before a crash, in another order of arrival.
 *
 * @param gap the silence that ends a session
 * @param maxLength the greatest length of a session, its silent end included
 */
public record SessionSpan(Duration gap, Duration maxLength) implements Serializable {

  public SessionSpan {
    Objects.requireNonNull(gap, "gap");
    Objects.requireNonNull(maxLength, "maxLength");
    if (gap.getMillis() <= 0 || maxLength.isShorterThan(gap)) {
      throw new IllegalArgumentException(
          "session gap " + gap + " must be longer than 0 and at most the length " + maxLength);
    }
  }

  /**
   * Returns the event time after the end of a session in which its row may change: the allowed
   * lateness, or as long as a session may be that a late event makes it part of. Such a session
   * withdraws the row when it ends itself.
   */
  public Duration changesFor(Duration allowedLateness) {
    Duration joined = maxLength.minus(gap);
    return joined.isLongerThan(allowedLateness) ? joined : allowedLateness;
  }

  /**
   * Returns the latest start of a session that overlaps one that ends at {@code end}, inclusive.
   */
  long latestStart(long end) {
    return end - gap.getMillis();
  }

  /**
   * Returns the earliest end of a session that overlaps one that starts at {@code start},
   * inclusive.
   */
  long earliestEnd(long start) {
    return start + gap.getMillis();
  }

  /**
   * Returns a time before which no session starts that overlaps one that starts at {@code start}.
   * It keeps the search within few partitions.
   */
  long earliestStart(long start) {
    long earliest = start - maxLength.getMillis();
    return earliest > start
        ? Partitions.EARLIEST_MILLIS
        : Math.max(earliest, Partitions.EARLIEST_MILLIS);
  }
}
