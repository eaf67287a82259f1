package io.tidemark.traffic.output;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast event time passes.
 *
 * @param factor seconds of event time in each second; infinite for as fast as possible
 */
public record Speed(double factor) {
  /** As fast as possible. */
  public static final Speed MAX = new Speed(Double.POSITIVE_INFINITY);

  private static final Pattern FACTOR = Pattern.compile("(\\d+(?:\\.\\d+)?)x");

  /**
   * Parses {@code 60x}, {@code 0.5x} or {@code max}.
   *
   * @throws IllegalArgumentException for other text, and for 0
   */
  public static Speed parse(String text) {
    if (text.equals("max")) {
      return MAX;
    }
    Matcher matcher = FACTOR.matcher(text);
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) == 0) {
      throw new IllegalArgumentException(
          "'" + text + "' is no speed: allowed are a factor above 0 such as 1x, 60x, 0.5x, or max");
    }
    return new Speed(Double.parseDouble(matcher.group(1)));
  }
}
