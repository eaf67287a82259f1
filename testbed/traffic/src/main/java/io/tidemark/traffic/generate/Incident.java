package io.tidemark.traffic.generate;

import java.time.Duration;
import java.util.Locale;

/**
 * A time in which requests are not as usual.
 *
 * @param kind what is wrong
 * @param start when it begins, after the start of all events; at least 0
 * @param length how long it lasts, more than 0
 */
public record Incident(Kind kind, Duration start, Duration length) {

  /** What is wrong with the requests of an incident. */
  public enum Kind {
    /** Each request takes twice as long. */
    LATENCY,
    /** One in ten of those that would succeed fails. */
    ERRORS,
    /** Each request costs three times as much. */
    COST,
    /** Half of the requests do not come. */
    TRAFFIC
  }

  static final double SLOWER = 2;
  static final double FAILING = 0.1;
  static final double DEARER = 3;
  static final double MISSING = 0.5;

  public Incident {
    if (start.isNegative() || length.isNegative() || length.isZero()) {
      throw new IllegalArgumentException(
          "incident starts at "
              + start
              + " and lasts "
              + length
              + ": allowed are 0 and more, and more than 0");
    }
  }

  /** Whether it is of this kind and goes on at a time in seconds after the start of all events. */
  boolean is(Kind what, double seconds) {
    double from = start.toMillis() / 1e3;
    return kind == what && seconds >= from && seconds < from + length.toMillis() / 1e3;
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT) + "@" + start + "+" + length;
  }
}
