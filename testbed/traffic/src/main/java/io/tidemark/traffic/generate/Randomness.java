package io.tidemark.traffic.generate;

import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Random draws that can be repeated. They use {@link StrictMath}, which gives the same digits on
 * every machine; {@link Math} need not.
 */
final class Randomness {
  private final SplittableRandom random;

  Randomness(SplittableRandom random) {
    this.random = random;
  }

  /** Returns a number that is uniform in [0, 1). */
  double uniform() {
    return random.nextDouble();
  }

  /** Returns true with this probability. */
  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** Returns a whole number that is uniform in [0, bound). */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Returns an exponentially distributed number of this mean. */
  double exponential(double mean) {
    return -mean * StrictMath.log(1 - random.nextDouble());
  }

  /** Returns a normally distributed number of mean 0 and standard deviation 1. */
  double normal() {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * StrictMath.PI * random.nextDouble());
  }

  /** Returns a number of this median whose logarithm has the standard deviation {@code sigma}. */
  double lognormal(double median, double sigma) {
    return median * StrictMath.exp(sigma * normal());
  }

  /**
   * Returns a number of at least {@code scale}; the smaller {@code shape}, the heavier the tail.
   */
  double pareto(double scale, double shape) {
    return scale / StrictMath.pow(1 - random.nextDouble(), 1 / shape);
  }

  /** Returns a random UUID of version 4. */
  UUID uuid() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  <T> T oneOf(T[] values) {
    return values[random.nextInt(values.length)];
  }
}
