package io.tidemark.traffic.generate;

/**
 * Arrival times that come in bursts: a Poisson process whose rate jumps between calm, busy and
 * burst (a Markov-modulated one), under a daily wave with its peak at 15:00 UTC.
 *
 * <p>The mean rate is the one given, at the start's time of day.
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

  Bursts(Randomness random, double meanRate, long startMillis) {
    this.random = random;
    this.meanRate = meanRate;
    this.startOfDaySeconds = Math.floorMod(startMillis, 86_400_000L) / 1e3;
    this.stateEnds = random.exponential(HOLD_SECONDS[0]);
  }

  /** The next arrival, in seconds after the start. */
  double next() {
    double candidate = now + random.exponential(1 / rate());
    while (candidate > stateEnds) {
      now = stateEnds;
      // Each state is visited equally often: from one, either of the other two.
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
