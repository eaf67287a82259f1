package io.tidemark.pipelines.decode.mapping;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How times and durations are counted. */
enum TimeUnit {
  S("s", 0),
  MS("ms", -3),
  US("us", -6),
  NS("ns", -9),
  /** A text with an offset, as RFC 3339 has it; for times only. */
  RFC3339("rfc3339", 0);

  /** The first second of the year 10000. */
  private static final BigDecimal END = BigDecimal.valueOf(253_402_300_800L);

  final String word;

  /** The power of ten that makes seconds of it. */
  final int power;

  TimeUnit(String word, int power) {
    this.word = word;
    this.power = power;
  }

  /** Returns the unit of this name; null if there is none. */
  static @Nullable TimeUnit named(String word) {
    for (TimeUnit unit : values()) {
      if (unit.word.equals(word)) {
        return unit;
      }
    }
    return null;
  }

  /** Returns a time in seconds since the epoch. */
  BigDecimal seconds(Found found, String field) throws Unmapped {
    BigDecimal seconds = this == RFC3339 ? ofText(found) : ofNumber(found);
    if (seconds == null) {
      throw new Unmapped(
          field
              + " is "
              + found.shown()
              + (this == RFC3339
                  ? "; a time with an offset is needed, as in 2026-01-05T12:34:56.789Z"
                  : "; a number of " + word + " since the epoch, up to the year 9999, is needed"));
    }
    return seconds;
  }

  private @Nullable BigDecimal ofNumber(Found found) {
    BigDecimal number = found.number();
    BigDecimal seconds = number == null ? null : number.scaleByPowerOfTen(power);
    return seconds != null && seconds.signum() >= 0 && seconds.compareTo(END) < 0 ? seconds : null;
  }

  private static @Nullable BigDecimal ofText(Found found) {
    try {
      Instant time = OffsetDateTime.parse(found.text().strip().replace(' ', 'T')).toInstant();
      return BigDecimal.valueOf(time.getEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Returns a time as a text with an offset, to the millisecond below. */
  String rfc3339(Found found, String field) throws Unmapped {
    if (this == RFC3339) {
      if (found.kind() != Found.Kind.TEXT) {
        throw new Unmapped(field + " is " + found.shown() + "; a text of RFC 3339 is needed");
      }
      return found.text(); // read where the native form is
    }
    BigDecimal millis = seconds(found, field).movePointRight(3).setScale(0, RoundingMode.FLOOR);
    return Instant.ofEpochMilli(millis.longValueExact()).toString();
  }
}
