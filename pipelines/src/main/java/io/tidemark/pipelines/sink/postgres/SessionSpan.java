package io.tidemark.pipelines.sink.postgres;

import java.io.Serializable;
import java.util.Objects;
import org.joda.time.Duration;

/**
 * What two sessions of one key may share: nothing but the silent tail of the earlier one.
 *
 * <p>The events of a session {@code [start, end)} lie in {@code [start, end - gap]}, and those
 * ranges of one key are disjoint. So a row whose range overlaps that of a newer row is stale: it is
 * what the same events formed before a crash, in another order of arrival.
 *
 * @param gap the silence that ends a session
 * @param maxLength the longest a session may be, tail included
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

  /** The latest start of a session that overlaps one which ends at {@code end}, inclusive. */
  long latestStart(long end) {
    return end - gap.getMillis();
  }

  /** The earliest end of a session that overlaps one which starts at {@code start}, inclusive. */
  long earliestEnd(long start) {
    return start + gap.getMillis();
  }

  /** No overlapping session starts before this; keeps the search within few partitions. */
  long earliestStart(long start) {
    long earliest = start - maxLength.getMillis();
    return earliest > start
        ? Partitions.EARLIEST_MILLIS
        : Math.max(earliest, Partitions.EARLIEST_MILLIS);
  }
}
