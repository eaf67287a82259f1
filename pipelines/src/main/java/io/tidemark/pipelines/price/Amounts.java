package io.tidemark.pipelines.price;

import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.Problems;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Reads prices of a file as whole picodollars, rounded half to even, and says what is wrong with
 * them.
 *
 * @param file for messages
 */
record Amounts(String file, Problems problems) {

  /** What a price is for, in files. */
  enum Unit {
    PER_MILLION_TOKENS("US dollars per million tokens", 6, 1_000_000),
    PER_TOKEN("US dollars per token", 12, 1),
    PER_REQUEST("US dollars per request", 12, 1_000_000),
    PER_THOUSAND_REQUESTS("US dollars per thousand requests", 9, 1_000_000);

    private final String words;
    private final int decimals;
    private final BigDecimal largest;

    Unit(String words, int decimals, long largest) {
      this.words = words;
      this.decimals = decimals;
      this.largest = BigDecimal.valueOf(largest);
    }
  }

  /** The most decimals that are read: rounding a number takes memory in proportion to them. */
  private static final int MOST_DECIMALS = 400;

  /**
   * Returns the picodollars of one token or request; {@link Rates#UNKNOWN} if the entry is absent,
   * null or wrong.
   *
   * @param owner has the entry, or not
   * @param name of the entry
   * @param place of the owner, for messages
   */
  long read(Entry owner, String name, Unit unit, String place) {
    Entry entry = owner.get(name);
    return entry == null || entry.isNull() ? Rates.UNKNOWN : read(entry, unit, place + name);
  }

  /** Returns the picodollars of this price; {@link Rates#UNKNOWN} if it is wrong. */
  long read(Entry entry, Unit unit, String what) {
    BigDecimal number = entry.number();
    if (number == null) {
      problems.add(file, entry.line(), what + " is " + entry.shown() + "; a number is needed");
    } else if (number.signum() < 0
        || number.compareTo(unit.largest) > 0
        || number.scale() > MOST_DECIMALS) {
      problems.add(
          file,
          entry.line(),
          what + " is " + entry.shown() + "; allowed are 0 to " + unit.largest + " " + unit.words);
    } else {
      return number
          .scaleByPowerOfTen(unit.decimals)
          .setScale(0, RoundingMode.HALF_EVEN)
          .longValueExact();
    }
    return Rates.UNKNOWN;
  }

  /** Returns picodollars of a token as US dollars per million tokens, exactly. */
  static BigDecimal perMillion(long pico) {
    return BigDecimal.valueOf(pico, Unit.PER_MILLION_TOKENS.decimals).stripTrailingZeros();
  }

  /** Returns picodollars as US dollars, exactly. */
  static BigDecimal dollars(long pico) {
    return BigDecimal.valueOf(pico, Unit.PER_REQUEST.decimals).stripTrailingZeros();
  }
}
