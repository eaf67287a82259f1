package io.tidemark.query.serve;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as the other commands write them: {@code 250ms}, {@code 90s}, {@code 5m}, {@code 4h}.
 */
final class Durations {
  static final String FORM = "a whole number and a unit ms, s, m, h or d, such as 90s";

  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private Durations() {}

  /**
   * Returns the duration.
   *
   * @throws IllegalArgumentException with what is allowed
   */
  static Duration parse(String text) {
    Matcher matcher = TEXT.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a duration: allowed is " + FORM);
    }
    return Duration.ofMillis(Long.parseLong(matcher.group(1)) * MILLIS.get(matcher.group(2)));
  }
}
