package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.record.Excerpt;
import java.time.LocalDate;

/**
 * Reads the time of an event in any form that means one moment: RFC 3339 and its looser relatives
 * ({@link DateTimeText}), and a number since the epoch ({@link EpochNumber}).
 *
 * <p>The years 1970 to 9999 in UTC are accepted, so that a number of milliseconds is never negative
 * and always within what Beam can carry. What is finer than a millisecond is rounded down. A time
 * without an offset is not guessed: it is rejected, unless the reader was told that such times are
 * in UTC.
 */
final class EventTime {
  /** Returned for a text that is no time; no time is that far from the epoch. */
  static final long NONE = Long.MIN_VALUE;

  /** Returned for a date and time of day without an offset. */
  static final long WITHOUT_OFFSET = Long.MIN_VALUE + 1;

  private static final long LATEST = LocalDate.of(10_000, 1, 1).toEpochDay() * 86_400_000L - 1;

  private EventTime() {}

  /**
   * Returns the milliseconds since the epoch.
   *
   * @param utcWithoutOffset whether a time without an offset is in UTC
   * @throws Rejection {@code MALFORMED} for a text that is no time or has no offset, {@code
   *     INVALID} for a year that is not accepted
   */
  static long parseMillis(Field field, String text, boolean utcWithoutOffset) throws Rejection {
    long millis = Rfc3339.millis(text);
    if (millis == NONE) {
      millis = otherForm(text.strip(), utcWithoutOffset);
    }
    if (millis >= 0 && millis <= LATEST) {
      return millis;
    }
    String found = field.key + " is " + Excerpt.quoted(text);
    if (millis == WITHOUT_OFFSET) {
      throw Rejection.malformed(
          found + ", which has no offset from UTC; one is needed: 2026-01-05T12:34:56.789Z");
    }
    throw millis == NONE
        ? Rejection.malformed(
            found
                + "; a time with an offset is needed, as in 2026-01-05T12:34:56.789Z, or a number"
                + " since the epoch, as in 1767616496789")
        : Rejection.invalid(found + "; allowed are the years 1970 to 9999");
  }

  private static long otherForm(String text, boolean utcWithoutOffset) {
    return DecimalText.isNumber(text)
        ? EpochNumber.millis(text)
        : DateTimeText.millis(text, utcWithoutOffset);
  }
}
