package io.tidemark.pipelines;

import io.tidemark.aggregate.ZScoreOptions;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.pipelines.anomaly.AnomalyOptions;
import io.tidemark.pipelines.options.Durations;
import io.tidemark.pipelines.options.RunnerOptions;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.windowing.CappedSessions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * The options as the pipeline uses them: parsed, checked each and together, before anything starts.
 *
 * @param dimensions names of the dimensions of a performance series, in order
 * @param fixed windows of performance; null for none
 * @param sliding windows of performance, for anomalies; null for neither
 * @param sessions windows of feedback
 * @param health windows of health
 */
public record Settings(
    List<String> dimensions,
    @Nullable FixedWindows fixed,
    @Nullable SlidingWindows sliding,
    CappedSessions sessions,
    FixedWindows health,
    Firing performanceFiring,
    Firing feedbackFiring,
    Firing anomalyFiring,
    Firing healthFiring,
    Delay performanceDelay,
    Delay feedbackDelay,
    Delay healthDelay,
    Duration maxFutureSkew,
    double relativeError,
    double criticalLatencyMs,
    double criticalCost,
    int criticalErrors,
    boolean restates,
    AnomalyOptions anomalies) {

  /** The dimensions that a performance series may have. */
  public static final List<String> KNOWN_DIMENSIONS =
      List.of("model", "region", "provider", "service");

  private static final String NONE = "none";

  /**
   * How the watermark of a topic follows its events.
   *
   * @param max how far it stays behind the latest event time of a partition
   * @param idleTimeout silence after which a partition no longer holds it back
   */
  public record Delay(Duration max, Duration idleTimeout) {}

  /**
   * What the options say.
   *
   * @throws IllegalArgumentException naming the option, its value and what is allowed
   */
  public static Settings from(TidemarkOptions options) {
    check(
        !options.getFixedSize().equals(NONE) || !options.getSlidingSize().equals(NONE),
        "fixedSize",
        NONE,
        "give it a duration, or --slidingSize one: performance needs some windows");
    return new Settings(
        dimensions(options.getDimensions()),
        fixed(options),
        sliding(options),
        sessions(options),
        FixedWindows.of(positive("healthSize", options.getHealthSize())),
        firing(
            "performance",
            options.getPerformanceEarlyEvery(),
            options.getPerformanceAllowedLateness()),
        firing("feedback", options.getFeedbackEarlyEvery(), options.getFeedbackAllowedLateness()),
        firing("anomaly", options.getAnomalyEarlyEvery(), options.getAnomalyAllowedLateness())
            .withCritical(),
        firing("health", options.getHealthEarlyEvery(), options.getHealthAllowedLateness())
            .withCritical(),
        delay("performance", options.getPerformanceMaxDelay(), options.getPerformanceIdleTimeout()),
        delay("feedback", options.getFeedbackMaxDelay(), options.getFeedbackIdleTimeout()),
        delay("health", options.getHealthMaxDelay(), options.getHealthIdleTimeout()),
        Durations.parse("maxFutureSkew", options.getMaxFutureSkew()),
        range("relativeError", options.getRelativeError(), 0.0001, 0.1),
        positive("criticalLatency", options.getCriticalLatency()).getMillis(),
        range("criticalCost", options.getCriticalCost(), 0, Double.MAX_VALUE),
        (int) range("criticalErrors", options.getCriticalErrors(), 0, 1_000_000),
        options.as(RunnerOptions.class).getRestateAfterRestart(),
        anomalies(options));
  }

  private static List<String> dimensions(String text) {
    Set<String> names = new LinkedHashSet<>();
    for (String part : text.split(",", -1)) {
      String name = part.trim();
      check(
          KNOWN_DIMENSIONS.contains(name) && names.add(name),
          "dimensions",
          text,
          "\"" + name + "\" is unknown or named twice; give some of " + KNOWN_DIMENSIONS);
    }
    return List.copyOf(names);
  }

  private static @Nullable FixedWindows fixed(TidemarkOptions options) {
    if (options.getFixedSize().equals(NONE)) {
      return null;
    }
    Duration size = positive("fixedSize", options.getFixedSize());
    Duration offset = Durations.parse("fixedOffset", options.getFixedOffset());
    check(
        offset.isShorterThan(size),
        "fixedOffset",
        options.getFixedOffset(),
        "it must be less than --fixedSize=" + options.getFixedSize());
    return FixedWindows.of(size).withOffset(offset);
  }

  private static @Nullable SlidingWindows sliding(TidemarkOptions options) {
    if (options.getSlidingSize().equals(NONE)) {
      return null;
    }
    Duration size = positive("slidingSize", options.getSlidingSize());
    Duration period = positive("slidingPeriod", options.getSlidingPeriod());
    check(
        !period.isLongerThan(size),
        "slidingPeriod",
        options.getSlidingPeriod(),
        "it must be at most --slidingSize="
            + options.getSlidingSize()
            + ", or events between two windows would be in none");
    return SlidingWindows.of(size).every(period);
  }

  private static CappedSessions sessions(TidemarkOptions options) {
    Duration gap = positive("sessionGap", options.getSessionGap());
    Duration cap = positive("sessionMaxLength", options.getSessionMaxLength());
    check(
        !cap.isShorterThan(gap),
        "sessionMaxLength",
        options.getSessionMaxLength(),
        "it must be at least --sessionGap=" + options.getSessionGap());
    return CappedSessions.withGap(gap).withMaxLength(cap);
  }

  private static Firing firing(String stream, String earlyEvery, String allowedLateness) {
    Cadence early =
        earlyEvery.equals("never")
            ? Cadence.never()
            : Cadence.every(positive(stream + "EarlyEvery", earlyEvery));
    return Firing.onTime()
        .withEarly(early)
        .withAllowedLateness(Durations.parse(stream + "AllowedLateness", allowedLateness));
  }

  private static Delay delay(String stream, String maxDelay, String idleTimeout) {
    return new Delay(
        Durations.parse(stream + "MaxDelay", maxDelay),
        positive(stream + "IdleTimeout", idleTimeout));
  }

  private static AnomalyOptions anomalies(TidemarkOptions options) {
    double warning = range("warningZScore", options.getWarningZScore(), 0.1, 1000);
    ZScoreOptions baseline =
        ZScoreOptions.defaults()
            .withAlpha(range("anomalyAlpha", options.getAnomalyAlpha(), 0.0001, 1))
            .withWarmUp((int) range("anomalyWarmUp", options.getAnomalyWarmUp(), 2, 1_000_000))
            .withThresholds(
                warning, range("criticalZScore", options.getCriticalZScore(), warning, 1000));
    return new AnomalyOptions(
        baseline, Durations.parse("anomalyAllowedLateness", options.getAnomalyAllowedLateness()));
  }

  private static Duration positive(String option, String text) {
    Duration duration = Durations.parse(option, text);
    check(duration.getMillis() > 0, option, text, "it must be longer than 0");
    return duration;
  }

  static double range(String option, double value, double least, double most) {
    check(
        value >= least && value <= most,
        option,
        String.valueOf(value),
        "it must be from " + least + " to " + most);
    return value;
  }

  static void check(boolean holds, String option, String value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException("--" + option + "=" + value + ": " + allowed);
    }
  }
}
