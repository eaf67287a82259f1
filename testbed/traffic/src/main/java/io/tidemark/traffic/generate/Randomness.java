package io.tidemark.traffic.generate;

import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Repeatable draws. {@link StrictMath} gives the same digits on every machine, where {@link Math}
 * need not.
 */
final class Randomness {
  private final SplittableRandom random;

  Randomness(SplittableRandom random) {
    this.random = random;
  }

  /** Uniform in [0, 1). */
  double uniform() {
    return random.nextDouble();
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Uniform in [0, bound). */
  int below(int bound) {
    return random.nextInt(bound);
  }

  double exponential(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }

  double lognormal(double median, double sigma) {
    return median * StrictMath.exp(sigma * normal());
  }

  /** At least {@code scale}; the smaller {@code shape}, the heavier the tail. */
  double pareto(double scale, double shape) {
    return scale / StrictMath.pow(1 - random.nextDouble(), 1 / shape);
  }

  UUID uuid() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
