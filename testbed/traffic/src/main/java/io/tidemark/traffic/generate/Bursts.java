package io.tidemark.traffic.generate;

/**
 * Arrival times that come in bursts: a Poisson process whose rate changes between calm, busy and
 * burst (a Markov-modulated process), and follows a daily wave that peaks at 15:00 UTC.
 *
 * <p>Apart from the wave the mean rate is the one given; the wave is 1 at the time of day of the
 * start.
 */
final class Bursts {
  private static final double DAY = 86_400;
  private static final double PEAK = 15 * 3_600;
  private static final double WAVE = 0.5;
  private static final double[] LEVEL = {0.6, 1.5, 4.0};
  private static final double[] HOLD_SECONDS = {40, 15, 5};
  private static final double MEAN_LEVEL =
      (LEVEL[0] * HOLD_SECONDS[0] + LEVEL[1] * HOLD_SECONDS[1] + LEVEL[2] * HOLD_SECONDS[2])
          / (HOLD_SECONDS[0] + HOLD_SECONDS[1] + HOLD_SECONDS[2]);

  private final Randomness random;
  private final double meanRate;
  private final double startOfDaySeconds;
  private int state;
  private double stateEnds;
  private double now;

  /**
   * Creates the process.
   *
   * @param meanRate arrivals per second
   * @param startMillis the start, in milliseconds since the epoch, which determines the time of day
   */
  Bursts(Randomness random, double meanRate, long startMillis) {
    this.random = random;
    this.meanRate = meanRate;
    this.startOfDaySeconds = Math.floorMod(startMillis, 86_400_000L) / 1e3;
    this.stateEnds = random.exponential(HOLD_SECONDS[0]);
  }

  /** Returns the next arrival, in seconds after the start. */
  double next() {
    double candidate = now + random.exponential(1 / rate());
    while (candidate > stateEnds) {
      now = stateEnds;
      // Each of the other two with the same chance, so that all three are visited equally often.
      state = (state + 1 + random.below(2)) % LEVEL.length;
      stateEnds = now + random.exponential(HOLD_SECONDS[state]);
      candidate = now + random.exponential(1 / rate());
    }
    now = candidate;
    return now;
  }

  private double rate() {
    return meanRate * LEVEL[state] / MEAN_LEVEL * wave(now) / wave(0);
  }

  private double wave(double seconds) {
    return 1
        + WAVE * StrictMath.cos(2 * StrictMath.PI * (startOfDaySeconds + seconds - PEAK) / DAY);
  }
}
