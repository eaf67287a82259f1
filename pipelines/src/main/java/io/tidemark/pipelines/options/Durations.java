package io.tidemark.pipelines.options;

import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as options write them: a whole number and a unit, {@code 250ms 30s 5m 4h 90d}. */
public final class Durations {

  /** What a duration is, in words. */
  public static final String FORM = "a whole number and a unit (ms, s, m, h or d), like 90s or 5m";

  private static final Pattern PATTERN = Pattern.compile("([0-9]+)(ms|s|m|h|d)");
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private Durations() {}

  /**
   * The length of a duration in milliseconds; empty when {@code text} is not a duration. One that a
   * {@code long} cannot hold counts as {@code Long.MAX_VALUE}, 292 million years, which is above
   * the range of every option.
   */
  public static OptionalLong millis(String text) {
    Matcher matcher = PATTERN.matcher(text.trim());
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    BigInteger millis =
        new BigInteger(matcher.group(1)).multiply(BigInteger.valueOf(unit(matcher.group(2))));
    return OptionalLong.of(millis.min(LARGEST).longValueExact());
  }

  /** The duration in the largest unit that divides it: {@code 90s}, {@code 5m}, {@code 250ms}. */
  public static String text(long millis) {
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      if (millis != 0 && millis % unit(unit) == 0) {
        return millis / unit(unit) + unit;
      }
    }
    return millis == 0 ? "0s" : millis + "ms";
  }

  private static long unit(String unit) {
    return switch (unit) {
      case "ms" -> 1L;
      case "s" -> 1_000L;
      case "m" -> 60_000L;
      case "h" -> 3_600_000L;
      case "d" -> 86_400_000L;
      default -> throw new IllegalStateException("unit " + unit);
    };
  }
}
