package io.tidemark.pipelines.anomaly;

/**
 * A rate over all requests of the last windows, whose weights fall exponentially. It knows how
 * uncertain a rate of few requests is: residuals are differences of arcsines of square roots,
 * divided by their standard deviation, which is {@code 1 / (2 √n)}. Source: F. J. Anscombe, The
 * transformation of Poisson, binomial and negative-binomial data, Biometrika 35 (1948).
 *
 * @param failures weighted number of failed requests
 * @param requests weighted number of requests
 */
record PooledRate(double failures, double requests) implements Forecast {

  /** As if this many failures in this many requests had come before: about half a percent. */
  private static final double PRIOR_FAILURES = 0.5;

  private static final double PRIOR_REQUESTS = 100;

  /** A rate that is this much higher is not worth an alarm, however many requests show it. */
  private static final double TOLERATED = 0.01;

  /** Failures are rare, so the rate is taken over at least some twenty windows. */
  private static final double MOST_WEIGHT = 0.05;

  static PooledRate none() {
    return new PooledRate(0, 0);
  }

  @Override
  public double expected(long endMillis) {
    return (failures + PRIOR_FAILURES) / (requests + PRIOR_REQUESTS);
  }

  @Override
  public double at(double residual, Reading reading, long endMillis) {
    double angle = angle(expected(endMillis), 1) + residual * deviation(reading.requests());
    double sine = StrictMath.sin(Math.max(0, Math.min(Math.PI / 2, angle)));
    return sine * sine;
  }

  @Override
  public double residual(Reading reading, long endMillis) {
    long n = reading.requests();
    double expected = expected(endMillis) * n;
    return (angle(reading.count(), n) - angle(expected, n)) / deviation(n);
  }

  private double deviation(long n) {
    double rate = expected(0);
    double tolerated = (angle(Math.min(1, rate + TOLERATED), 1) - angle(rate, 1)) / 2;
    return Math.sqrt(0.25 / (n + 0.5) + tolerated * tolerated);
  }

  /** The arcsine of the square root of {@code count / n}, which is spread alike at every rate. */
  private static double angle(double count, double n) {
    double share = n == 1 ? count : (count + 0.375) / (n + 0.75);
    return StrictMath.asin(Math.sqrt(Math.max(0, Math.min(1, share))));
  }

  @Override
  public PooledRate learn(Reading reading, double residual, double weight, long endMillis) {
    double raw = residual(reading, endMillis);
    double failed =
        residual == raw ? reading.count() : at(residual, reading, endMillis) * reading.requests();
    double kept = 1 - Math.min(weight, MOST_WEIGHT);
    return new PooledRate(kept * failures + failed, kept * requests + reading.requests());
  }
}
