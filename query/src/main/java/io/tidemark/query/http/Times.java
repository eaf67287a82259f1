package io.tidemark.query.http;

import io.tidemark.query.problem.Problem;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Times and durations of requests and answers.
 *
 * <p>A time is RFC 3339 with an offset ({@code 2026-01-05T12:30:00Z}), {@code now}, or a duration
 * before now ({@code 90m}). A duration is a whole number and a unit: {@code ms}, {@code s}, {@code
 * m}, {@code h} or {@code d}.
 */
public final class Times {

  static final String ALLOWED =
      "RFC 3339 with an offset (2026-01-05T12:30:00Z), now, or a duration before now (90m)";

  private static final String ALLOWED_DURATION =
      "a whole number and a unit, ms, s, m, h or d (500ms, 30s)";

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,12})(ms|s|m|h|d)");

  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "ms",
          ChronoUnit.MILLIS,
          "s",
          ChronoUnit.SECONDS,
          "m",
          ChronoUnit.MINUTES,
          "h",
          ChronoUnit.HOURS,
          "d",
          ChronoUnit.DAYS);

  /** Years that PostgreSQL, Java and RFC 3339 agree about. */
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private Times() {}

  /** Returns the time that a parameter says. */
  static Instant time(String parameter, String value, Instant now) {
    if (value.equals("now")) {
      return now;
    }
    return parsedDuration(value)
        .map(before -> earlier(parameter, value, now, before))
        .orElseGet(() -> rfc3339(parameter, value));
  }

  /** Returns the duration that a parameter says, of 0 to {@code most}. */
  static Duration duration(String parameter, String value, Duration most) {
    return parsedDuration(value)
        .filter(duration -> duration.compareTo(most) <= 0)
        .orElseThrow(
            () ->
                Problem.parameter(parameter, value, ALLOWED_DURATION + ", at most " + text(most))
                    .exception());
  }

  /** Returns a time as answers have it, in UTC to the millisecond; null for null. */
  public static @Nullable String millis(@Nullable Long millis) {
    return millis == null || millis == Long.MAX_VALUE
        ? null
        : MILLIS.format(Instant.ofEpochMilli(millis));
  }

  /** Returns a time as answers have it, in UTC to the microsecond. */
  public static String micros(long micros) {
    return MICROS.format(ofMicros(micros));
  }

  /** Returns the microseconds since the epoch. */
  public static long toMicros(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1000);
  }

  private static Instant ofMicros(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  private static Instant earlier(String parameter, String value, Instant now, Duration before) {
    Instant time = now.minus(before);
    if (time.isBefore(EARLIEST)) {
      throw Problem.parameter(parameter, value, ALLOWED).exception();
    }
    return time;
  }

  private static Instant rfc3339(String parameter, String value) {
    try {
      // A plus sign that was not encoded has become a space.
      Instant time = OffsetDateTime.parse(value.replace(' ', '+')).toInstant();
      if (!time.isBefore(EARLIEST) && !time.isAfter(LATEST)) {
        return time;
      }
    } catch (DateTimeException e) {
      // Answered below: what was wrong with it is told better by what is allowed.
    }
    throw Problem.parameter(parameter, value, ALLOWED).exception();
  }

  private static Optional<Duration> parsedDuration(String value) {
    Matcher matcher = DURATION.matcher(value);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    ChronoUnit unit = UNITS.get(matcher.group(2));
    // 10,000 years, so that nothing overflows afterwards.
    return amount > Duration.ofDays(3_652_500).dividedBy(unit.getDuration())
        ? Optional.empty()
        : Optional.of(Duration.of(amount, unit));
  }

  private static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    return millis % 86_400_000 == 0 ? millis / 86_400_000 + "d" : millis / 1000 + "s";
  }
}
