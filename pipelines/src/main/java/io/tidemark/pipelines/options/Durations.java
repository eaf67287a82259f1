package io.tidemark.pipelines.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.joda.time.Duration;

/** Durations as options state them: a whole number and a unit, {@code 250ms 30s 5m 4h 90d}. */
public final class Durations {

  private static final Pattern FORM = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");

  private Durations() {}

  /**
   * The duration that {@code text} states.
   *
   * @param option the option's name, for the message
   * @throws IllegalArgumentException naming option, value and what is allowed
   */
  public static Duration parse(String option, String text) {
    Matcher matcher = FORM.matcher(text.trim());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--"
              + option
              + "="
              + text
              + " is not a duration: give a whole number and a unit (ms, s, m, h, d), as in 90s or"
              + " 5m");
    }
    return Duration.millis(
        Math.multiplyExact(Long.parseLong(matcher.group(1)), unitMillis(matcher.group(2))));
  }

  private static long unitMillis(String unit) {
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
