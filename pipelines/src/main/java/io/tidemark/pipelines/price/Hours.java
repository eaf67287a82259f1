package io.tidemark.pipelines.price;

import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A part of every day in UTC, {@code [from, to)} in seconds from midnight; one that ends before it
 * begins goes past midnight.
 */
record Hours(int from, int to) {
  private static final int DAY = 86_400;

  /** Returns the hours of {@code 16:30-00:30}; null for another text. */
  static @Nullable Hours parse(String text) {
    String[] ends = text.split("-", -1);
    return ends.length == 2 ? utc(ends[0].strip(), ends[1].strip()) : null;
  }

  /**
   * Returns the hours between two times of day, which may have an offset: {@code 16:30:00Z}; null
   * for other texts.
   */
  static @Nullable Hours utc(String from, String to) {
    try {
      Hours hours = new Hours(secondUtc(from), secondUtc(to));
      return hours.from == hours.to ? null : hours;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int secondUtc(String text) {
    boolean hasOffset = text.endsWith("Z") || text.indexOf('+') > 0 || text.indexOf('-') > 0;
    return hasOffset
        ? OffsetTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalTime().toSecondOfDay()
        : LocalTime.parse(text).toSecondOfDay();
  }

  /** Returns whether this time, in milliseconds since the epoch, is within them. */
  boolean contains(long millis) {
    long second = Math.floorMod(Math.floorDiv(millis, 1000), DAY);
    return from < to ? from <= second && second < to : from <= second || second < to;
  }

  @Override
  public String toString() {
    return LocalTime.ofSecondOfDay(from) + "-" + LocalTime.ofSecondOfDay(to);
  }
}
