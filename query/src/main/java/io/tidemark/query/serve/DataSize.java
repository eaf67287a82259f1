package io.tidemark.query.serve;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people write it: {@code 512 MB}, {@code 2GB}; 1 KB is 1,024 bytes. */
final class DataSize {
  static final String FORM = "a whole number and a unit B, KB, MB or GB, such as 512MB";

  private static final Pattern TEXT = Pattern.compile("(\\d{1,15}) ?([kmg]?b)");
  private static final Map<String, Integer> SHIFT = Map.of("b", 0, "kb", 10, "mb", 20, "gb", 30);

  private DataSize() {}

  /**
   * Returns the bytes.
   *
   * @throws IllegalArgumentException with what is allowed
   */
  static long bytes(String text) {
    Matcher matcher = TEXT.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a size: allowed is " + FORM);
    }
    long number = Long.parseLong(matcher.group(1));
    int shift = SHIFT.get(matcher.group(2));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("'" + text + "' is too large: allowed is " + FORM);
    }
    return number << shift;
  }
}
