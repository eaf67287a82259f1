package io.tidemark.pipelines.anomaly;

/**
 * A scale on which readings spread alike at every level, so that one threshold fits all.
 *
 * <p>Source: F. J. Anscombe, The transformation of Poisson, binomial and negative-binomial data,
 * Biometrika 35 (1948).
 */
enum Scale {
  /** Latencies and costs: their factors are symmetric, their differences are not. */
  LOG {
    @Override
    double of(Reading reading) {
      return StrictMath.log(Math.max(reading.value(), LEAST));
    }

    @Override
    double value(double scaled) {
      return StrictMath.exp(scaled);
    }
  },

  /**
   * Numbers of requests, as those of a negative binomial distribution: of variance 1 where few
   * requests spread like a Poisson process, and with a relative spread of {@link #BURSTS} where
   * there are many. Its values are numbers of requests.
   */
  COUNT {
    @Override
    double of(Reading reading) {
      double x = BURSTS * Math.sqrt(reading.count() + 0.375);
      return 2 / BURSTS * StrictMath.log(x + Math.sqrt(x * x + 1));
    }

    @Override
    double value(double scaled) {
      double root = StrictMath.sinh(scaled * BURSTS / 2) / BURSTS;
      return Math.max(0, root * root - 0.375);
    }
  };

  static final double BURSTS = 0.1;
  private static final double LEAST = 1e-12;

  /** Returns where a reading is on the scale. */
  abstract double of(Reading reading);

  /** Returns what is at a place of the scale. */
  abstract double value(double scaled);
}
