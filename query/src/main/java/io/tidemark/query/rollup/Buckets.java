package io.tidemark.query.rollup;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How a range is cut: not at all, in steps of one length counted from the epoch, or in days of a
 * time zone, which have 23 to 25 hours.
 *
 * @param step length of a step in milliseconds; 0 for none
 * @param days zone of the days; null if they are not days
 */
record Buckets(long step, @Nullable ZoneId days) {

  static final Buckets NONE = new Buckets(0, null);

  static Buckets every(Duration length) {
    return new Buckets(length.toMillis(), null);
  }

  static Buckets days(ZoneId zone) {
    return new Buckets(0, zone);
  }

  boolean isNone() {
    return step == 0 && days == null;
  }

  /** Returns whether each day of UTC lies within one bucket. */
  boolean holdDaysOfUtc() {
    return isNone()
        || (days == null ? step % 86_400_000L == 0 : days.normalized().equals(ZoneOffset.UTC));
  }

  /** Returns the start of the bucket that has a time; without buckets that is {@code from}. */
  long startOf(long millis, long from) {
    if (isNone()) {
      return from;
    }
    return days == null ? Math.floorDiv(millis, step) * step : startOf(day(millis));
  }

  /** Returns the end of the bucket that starts then; without buckets that is {@code to}. */
  long endOf(long start, long to) {
    if (isNone()) {
      return to;
    }
    return days == null ? start + step : startOf(day(start).plusDays(1));
  }

  private LocalDate day(long millis) {
    return Instant.ofEpochMilli(millis).atZone(days).toLocalDate();
  }

  private long startOf(LocalDate day) {
    return day.atStartOfDay(days).toInstant().toEpochMilli();
  }
}
