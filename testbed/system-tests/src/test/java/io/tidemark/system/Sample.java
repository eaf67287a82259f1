package io.tidemark.system;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collection;
import java.util.List;

/**
 * Numbers and their statistics in exact decimal arithmetic. A statistic of no numbers is null.
 *
 * @param sorted the numbers, in ascending order
 */
public record Sample(List<BigDecimal> sorted) {
  private static final MathContext PRECISION = new MathContext(60);

  /** Returns the values of a field of the events that have it. */
  public static Sample of(Collection<ModelEvent> events, String field) {
    return new Sample(
        events.stream().filter(e -> e.has(field)).map(e -> e.number(field)).sorted().toList());
  }

  int count() {
    return sorted.size();
  }

  public double sum() {
    return exactSum().doubleValue();
  }

  Double mean() {
    return count() == 0 ? null : exactSum().divide(size(), PRECISION).doubleValue();
  }

  Double min() {
    return count() == 0 ? null : sorted.get(0).doubleValue();
  }

  Double max() {
    return count() == 0 ? null : sorted.get(count() - 1).doubleValue();
  }

  /** Returns the standard deviation of the population, {@code √((n Σx² − (Σx)²) / n²)}. */
  Double stddev() {
    if (count() == 0) {
      return null;
    }
    BigDecimal squares = sorted.stream().map(x -> x.multiply(x)).reduce(ZERO, BigDecimal::add);
    BigDecimal scaled = size().multiply(squares).subtract(exactSum().pow(2));
    return scaled.divide(size().pow(2), PRECISION).sqrt(PRECISION).doubleValue();
  }

  /** Returns the nearest-rank value, {@code sorted[⌈percent n / 100⌉ − 1]}. */
  Double percentile(int percent) {
    return count() == 0 ? null : sorted.get((percent * count() + 99) / 100 - 1).doubleValue();
  }

  private static final BigDecimal ZERO = BigDecimal.ZERO;

  private BigDecimal exactSum() {
    return sorted.stream().reduce(ZERO, BigDecimal::add);
  }

  private BigDecimal size() {
    return BigDecimal.valueOf(count());
  }
}
