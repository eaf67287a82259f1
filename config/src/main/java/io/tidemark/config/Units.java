package io.tidemark.config;

import java.math.BigInteger;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as settings and options write them: a whole number and a unit. */
public final class Units {

  /** What a duration is, in words. */
  public static final String DURATION =
      "a whole number and a unit (ms, s, m, h or d), like 90s or 5m";

  /** What a size is, in words. */
  public static final String SIZE =
      "a whole number and a unit (B, KB, MB, GB or TB, each 1,024 of the one before),"
          + " like 512 MB";

  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of("B", 1L, "KB", 1L << 10, "MB", 1L << 20, "GB", 1L << 30, "TB", 1L << 40);

  private static final Pattern TIME = Pattern.compile("([0-9]+)(ms|s|m|h|d)");
  private static final Pattern AMOUNT =
      Pattern.compile("([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+) ?(B|KB|MB|GB|TB)");
  private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

  private Units() {}

  /**
   * Returns the length of a duration in milliseconds; empty when {@code text} is not a duration.
   * One that a {@code long} cannot hold counts as {@code Long.MAX_VALUE}, 292 million years.
   */
  public static OptionalLong millis(String text) {
    return product(TIME.matcher(text.strip()), MILLIS);
  }

  /** Returns the duration in the largest unit that divides it: {@code 90s}, {@code 5m}. */
  public static String duration(long millis) {
    for (String unit : new String[] {"d", "h", "m", "s"}) {
      if (millis != 0 && millis % MILLIS.get(unit) == 0) {
        return millis / MILLIS.get(unit) + unit;
      }
    }
    return millis == 0 ? "0s" : millis + "ms";
  }

  /** Returns a size in bytes; empty when {@code text} is not a size, as for durations. */
  public static OptionalLong bytes(String text) {
    return product(AMOUNT.matcher(text.strip()), BYTES);
  }

  /** Returns the size in the largest unit that divides it: {@code 512 MB}, {@code 2 GB}. */
  public static String size(long bytes) {
    for (String unit : new String[] {"TB", "GB", "MB", "KB"}) {
      if (bytes != 0 && bytes % BYTES.get(unit) == 0) {
        return bytes / BYTES.get(unit) + " " + unit;
      }
    }
    return bytes + " B";
  }

  private static OptionalLong product(Matcher text, Map<String, Long> units) {
    return text.matches()
        ? OptionalLong.of(
            new BigInteger(text.group(1).replace(",", ""))
                .multiply(BigInteger.valueOf(units.get(text.group(2))))
                .min(LARGEST)
                .longValueExact())
        : OptionalLong.empty();
  }
}
