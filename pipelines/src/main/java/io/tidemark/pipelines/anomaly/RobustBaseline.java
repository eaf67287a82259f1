package io.tidemark.pipelines.anomaly;

import io.tidemark.aggregate.Severity;
import org.joda.time.Instant;

/**
 * A baseline for correlated windows, small counts, heavy tails and days with a rhythm.
 *
 * <ul>
 *   <li>Windows that overlap are no independent evidence: only those of one phase, one for each
 *       window length, are learned; all are judged.
 *   <li>A {@link Forecast} says what is usual at this time: a level with a season for each hour of
 *       the day, on a scale that fits the metric. A reading counts no more than {@link #CLIP}
 *       deviations in it: robust exponential smoothing, S. Gelper, R. Fried, C. Croux, Robust
 *       forecasting with exponential and Holt–Winters smoothing, Journal of Forecasting 29 (2010).
 *   <li>A {@link Spread} says how far forecasts are off on ordinary days. While it knows few
 *       residuals, it is taken to be wider.
 *   <li>{@code z} is that of the window alone, or that of the {@link Sustained} average if it is
 *       more unusual. What only the latter shows is a warning, at most.
 *   <li>A window with little evidence is not judged, nor is the throughput of one that began before
 *       its series did.
 *   <li>During an incident the baseline follows at a quarter of its speed and is told of one
 *       deviation at most. An incident of more than four hours is the new level, and is learned.
 * </ul>
 *
 * @param options what is unusual
 * @param steps how windows overlap
 * @param metric which metric it is of
 * @param forecast what is usual
 * @param spread how far ordinary readings are from that
 * @param sustained by phase; not changed
 * @param learned how many readings were learned
 * @param beganMillis end of the first window after the last silence as long as a window
 * @param lastMillis end of the last window; {@code Long.MIN_VALUE} before the first
 */
@SuppressWarnings("ArrayRecordComponent") // It is compared through its coder alone.
record RobustBaseline(
    RobustOptions options,
    WindowSteps steps,
    WatchedMetric metric,
    Forecast forecast,
    Spread spread,
    float[] sustained,
    int learned,
    long beganMillis,
    long lastMillis)
    implements Baseline {

  private static final double CLIP = 2;
  private static final double CLIP_IN_INCIDENT = 1;
  private static final double SLOWER_IN_INCIDENT = 0.25;
  private static final double WEIGHT_AFTER_SHIFT = 0.3;
  private static final long SHIFT_MILLIS = 4 * 3_600_000L;

  /** Sustained averages are tested beside each window, so their threshold is a bit higher. */
  private static final double SUSTAINED_ABOVE_WARNING = 0.25;

  /** With so many residuals the spread is taken to be twice as wide as it seems. */
  private static final double CAUTION = 3;

  private static final int FEWEST_TO_CLIP = 4;

  static RobustBaseline of(RobustOptions options, WindowSteps steps, WatchedMetric metric) {
    return new RobustBaseline(
        options,
        steps,
        metric,
        metric.forecast(),
        Spread.none(),
        new float[steps.phases()],
        0,
        Long.MIN_VALUE,
        Long.MIN_VALUE);
  }

  @Override
  public Score score(Reading reading, Instant end) {
    long at = end.getMillis();
    int phase = steps.phase(end);
    if (learned == 0 || phase < 0) {
      return new Score(reading, expected(reading, at), 0, 0, Severity.NONE, false, false);
    }
    double residual = forecast.residual(reading, at);
    double alone = residual / deviation(residual);
    double average = Sustained.next(before(phase, at), alone);
    double together = Sustained.z(average) / Math.max(1, spread.ofSustained(average));
    boolean isSustained = Math.abs(together) > Math.abs(alone);
    boolean isJudged = learned >= options.warmUp() && hasEvidence(reading, at);
    double z = isSustained ? together : alone;
    double reached = forecast.at(Math.copySign(deviation(residual), residual), reading, at);
    return new Score(
        reading,
        metric.shown(expected(reading, at), steps),
        metric.shown(Math.abs(reached - expected(reading, at)), steps),
        z,
        isJudged ? severity(z, isSustained) : Severity.NONE,
        isJudged,
        isSustained);
  }

  private double expected(Reading reading, long at) {
    return learned == 0 ? reading.value() : forecast.expected(at);
  }

  private double deviation(double residual) {
    double caution = 1 + CAUTION / Math.max(1, spread.count());
    return Math.max(metric.leastSpread(), spread.on(residual)) * caution;
  }

  private Severity severity(double z, boolean isSustained) {
    double warning = options.warning() + (isSustained ? SUSTAINED_ABOVE_WARNING : 0);
    double distance = Math.abs(z);
    if (distance < warning || metric.ignores(z)) {
      return Severity.NONE;
    }
    boolean isCritical = distance >= options.critical() && !isSustained && metric.alarms(z);
    return isCritical ? Severity.CRITICAL : Severity.WARNING;
  }

  /** Evidence from before a silence does not count. */
  private double before(int phase, long at) {
    return isAfterSilence(at) ? 0 : sustained[phase];
  }

  private boolean isAfterSilence(long at) {
    return lastMillis == Long.MIN_VALUE || at - lastMillis > steps.size().getMillis();
  }

  private boolean hasEvidence(Reading reading, long at) {
    if (metric != WatchedMetric.THROUGHPUT) {
      return reading.requests() >= Math.max(options.leastRequests(), metric.leastRequests());
    }
    long began = isAfterSilence(at) ? at : beganMillis;
    boolean isWhole = at >= began + steps.size().getMillis() - steps.period().getMillis();
    double usual = learned == 0 ? 0 : forecast.expected(at);
    return isWhole && Math.max(reading.count(), usual) >= options.leastRequests();
  }

  @Override
  public RobustBaseline learn(Reading reading, Instant end, long incidentMillis) {
    long at = end.getMillis();
    int phase = steps.phase(end);
    if (phase < 0) {
      return this;
    }
    boolean learns = phase == 0 && hasEvidence(reading, at);
    long began = isAfterSilence(at) ? at : beganMillis;
    float[] averages = learnSustained(reading, phase, at);
    if (!learns) {
      return new RobustBaseline(
          options, steps, metric, forecast, spread, averages, learned, began, at);
    }
    double residual = learned == 0 ? 0 : forecast.residual(reading, at);
    // A reading of an incident, or the first one, says nothing about ordinary spread.
    boolean isOrdinary = incidentMillis < 0 && learned > 0;
    return new RobustBaseline(
        options,
        steps,
        metric,
        learnForecast(reading, residual, at, incidentMillis),
        isOrdinary ? spread.with(residual, metric) : spread,
        averages,
        learned + 1,
        began,
        at);
  }

  private float[] learnSustained(Reading reading, int phase, long at) {
    float[] next = isAfterSilence(at) ? new float[sustained.length] : sustained;
    if (learned < options.warmUp() || !hasEvidence(reading, at)) {
      return next;
    }
    double residual = forecast.residual(reading, at);
    float[] changed = next.clone();
    changed[phase] = (float) Sustained.next(before(phase, at), residual / deviation(residual));
    return changed;
  }

  private Forecast learnForecast(Reading reading, double residual, long at, long incidentMillis) {
    double first = 1.0 / (learned + 1);
    if (incidentMillis > SHIFT_MILLIS) {
      return forecast.learn(reading, residual, Math.max(first, WEIGHT_AFTER_SHIFT), at);
    }
    boolean inIncident = incidentMillis >= 0;
    double clip =
        (inIncident ? CLIP_IN_INCIDENT : CLIP)
            * Math.max(metric.leastSpread(), spread.on(residual));
    double bound = spread.count() < FEWEST_TO_CLIP ? Double.MAX_VALUE : clip;
    double weight = metric.weight(learned) * (inIncident ? SLOWER_IN_INCIDENT : 1);
    return forecast.learn(
        reading, Math.max(-bound, Math.min(bound, residual)), Math.max(weight, first), at);
  }
}
