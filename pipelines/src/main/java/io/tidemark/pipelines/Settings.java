package io.tidemark.pipelines;

import io.tidemark.aggregate.ZScoreOptions;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.pipelines.anomaly.AnomalyOptions;
import io.tidemark.pipelines.anomaly.RobustOptions;
import io.tidemark.pipelines.anomaly.WindowSteps;
import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.options.Allowed;
import io.tidemark.pipelines.options.AnomalyMethod;
import io.tidemark.pipelines.options.Durations;
import io.tidemark.pipelines.options.KafkaReadOptions;
import io.tidemark.pipelines.options.OrderOptions;
import io.tidemark.pipelines.options.RunnerOptions;
import io.tidemark.pipelines.options.SomeOf;
import io.tidemark.pipelines.options.StateFingerprint;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.options.Violations;
import io.tidemark.pipelines.performance.DimensionValues;
import io.tidemark.pipelines.performance.Measure;
import io.tidemark.pipelines.price.PriceTable;
import io.tidemark.pipelines.source.kafka.StreamRole;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;

/**
 * The options as the pipeline uses them: parsed and checked before anything starts. What an option
 * may be by itself is declared beside it, in {@link TidemarkOptions}; here are the checks of one
 * against another.
 *
 * @param decoders what reads records. Readers of topics make their own of the same options, where
 *     they run; here what is wrong with files and names is found before a job starts
 * @param maxFutureSkew how far event time may be ahead of processing time
 */
public record Settings(
    Performance performance,
    Feedback feedback,
    Health health,
    Decoders decoders,
    Duration maxFutureSkew) {

  private static final String NONE = "none";
  private static final String NEVER = "never";

  /**
   * The stream of requests.
   *
   * @param dimensions names of the dimensions of a series, in order
   * @param dimensionValues the values that they may have
   * @param prices for requests that do not say their cost
   * @param fixed the fixed windows; null for none
   * @param firing when the fixed windows fire
   * @param sliding the sliding windows, which anomalies are found in; null for neither
   * @param anomalyFiring when the sliding windows and the anomalies fire
   * @param relativeError of percentiles
   * @param figures further ones that are computed
   * @param sketches whether rows of fixed windows have their sketches
   */
  public record Performance(
      List<String> dimensions,
      DimensionValues dimensionValues,
      PriceTable prices,
      @Nullable FixedWindows fixed,
      Firing firing,
      @Nullable SlidingWindows sliding,
      Firing anomalyFiring,
      Delay delay,
      double relativeError,
      Set<Measure> figures,
      boolean sketches,
      Critical critical,
      AnomalyOptions anomalies,
      Restart restart) {}

  /** The stream of feedback. */
  public record Feedback(CappedSessions sessions, Firing firing, Delay delay, Restart restart) {}

  /** The stream of health. */
  public record Health(FixedWindows windows, Firing firing, Delay delay, Restart restart) {}

  /**
   * What the windows of a stream need when a job goes on from the state of another.
   *
   * @param restates whether current values are emitted again
   * @param stateSettings the options that the state depends on, with their values
   */
  public record Restart(boolean restates, Map<String, String> stateSettings) {

    /** Returns those of the settings that have one of these names, in their order. */
    LinkedHashMap<String, String> settings(String... names) {
      LinkedHashMap<String, String> some = new LinkedHashMap<>(stateSettings);
      some.keySet().retainAll(List.of(names));
      return some;
    }

    private static Restart of(TidemarkOptions options, String... names) {
      Map<String, String> settings = new LinkedHashMap<>(StateFingerprint.of(options));
      settings.keySet().retainAll(List.of(names));
      return new Restart(options.as(RunnerOptions.class).getRestateAfterRestart(), settings);
    }
  }

  /**
   * How the watermark of a topic follows its events.
   *
   * @param max how far it stays behind the latest event time of a partition
   * @param idleTimeout silence after which a partition no longer holds it back
   */
  public record Delay(Duration max, Duration idleTimeout) {}

  /**
   * What fires sliding windows at once.
   *
   * @param latencyMs a request with at least this latency, in milliseconds
   * @param cost a request with at least this cost, in US dollars
   * @param errors so many failed requests in one slice; 0 for never
   */
  public record Critical(double latencyMs, double cost, int errors) {}

  /**
   * What the options say.
   *
   * @throws IllegalArgumentException naming each option that is wrong, its value and what is
   *     allowed
   */
  public static Settings from(TidemarkOptions options) {
    new Violations()
        .check(options, TidemarkOptions.class)
        .check(options, KafkaReadOptions.class)
        .check(options, OrderOptions.class)
        .check(options, RunnerOptions.class)
        .throwIfAny();
    Violations together = new Violations();
    checkWindows(options, together);
    checkSessions(options, together);
    checkOtlpTopics(options, together);
    together
        .require(
            options.getCriticalZScore() >= options.getWarningZScore(),
            "criticalZScore",
            options.getCriticalZScore(),
            "it must be at least --warningZScore=" + Allowed.plain(options.getWarningZScore()))
        .throwIfAny();
    return new Settings(
        performance(options),
        new Feedback(
            CappedSessions.withGap(duration(options.getSessionGap()))
                .withMaxLength(duration(options.getSessionMaxLength())),
            firing(options.getFeedbackEarlyEvery(), options.getFeedbackAllowedLateness()),
            delay(options.getFeedbackMaxDelay(), options.getFeedbackIdleTimeout()),
            Restart.of(options, "sessionGap", "sessionMaxLength")),
        new Health(
            FixedWindows.of(duration(options.getHealthSize())),
            firing(options.getHealthEarlyEvery(), options.getHealthAllowedLateness())
                .withCritical(),
            delay(options.getHealthMaxDelay(), options.getHealthIdleTimeout()),
            Restart.of(options, "healthSize")),
        Decoders.of(options),
        duration(options.getMaxFutureSkew()));
  }

  private static Performance performance(TidemarkOptions options) {
    return new Performance(
        List.of(options.getDimensions().strip().split(SomeOf.SEPARATOR)),
        dimensionValues(options.getDimensionValues()),
        prices(options.getPrices()),
        fixed(options),
        firing(options.getPerformanceEarlyEvery(), options.getPerformanceAllowedLateness()),
        sliding(options),
        firing(options.getAnomalyEarlyEvery(), options.getAnomalyAllowedLateness()).withCritical(),
        delay(options.getPerformanceMaxDelay(), options.getPerformanceIdleTimeout()),
        options.getRelativeError(),
        figures(options),
        options.getSketches(),
        new Critical(
            duration(options.getCriticalLatency()).getMillis(),
            options.getCriticalCost(),
            options.getCriticalErrors()),
        anomalies(options),
        Restart.of(
            options,
            "dimensions",
            "fixedSize",
            "fixedOffset",
            "slidingSize",
            "slidingPeriod",
            "relativeError",
            "figures"));
  }

  private static DimensionValues dimensionValues(@Nullable String file) {
    return file == null ? DimensionValues.ALL : DimensionValues.read(file);
  }

  private static PriceTable prices(@Nullable String files) {
    return files == null
        ? PriceTable.NONE
        : PriceTable.read(List.of(files.strip().split(SomeOf.SEPARATOR)));
  }

  private static Set<Measure> figures(TidemarkOptions options) {
    return options.getFigures() == null
        ? Set.of()
        : Stream.of(options.getFigures().strip().split(SomeOf.SEPARATOR))
            .map(name -> Measure.valueOf(name.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet());
  }

  /** Formats cannot be told apart for certain on one topic, so those of OpenTelemetry are alone. */
  private static void checkOtlpTopics(TidemarkOptions options, Violations violations) {
    for (StreamRole otlp : List.of(StreamRole.OTLP_SPANS, StreamRole.OTLP_LOGS)) {
      String topic = otlp.topic(options);
      for (StreamRole other : StreamRole.values()) {
        violations.require(
            other == otlp || topic == null || !topic.equals(other.topic(options)),
            otlp.option(),
            String.valueOf(topic),
            "it must be another topic than --" + other.option());
      }
    }
  }

  private static void checkWindows(TidemarkOptions options, Violations violations) {
    String fixed = options.getFixedSize();
    String sliding = options.getSlidingSize();
    violations.require(
        !fixed.equals(NONE) || !sliding.equals(NONE),
        "fixedSize",
        NONE,
        "give it a duration, or --slidingSize one: performance needs some windows");
    if (!fixed.equals(NONE)) {
      String offset = options.getFixedOffset();
      violations.require(
          duration(offset).isShorterThan(duration(fixed)),
          "fixedOffset",
          offset,
          "it must be less than --fixedSize=" + fixed);
    }
    if (!sliding.equals(NONE)) {
      String period = options.getSlidingPeriod();
      long windows = duration(sliding).getMillis() / duration(period).getMillis();
      violations
          .require(
              windows >= 1,
              "slidingPeriod",
              period,
              "it must be at most --slidingSize="
                  + sliding
                  + ", or events between two windows would be in none")
          .require(
              windows <= AlignedWindows.MOST_OF_AN_ELEMENT,
              "slidingPeriod",
              period,
              "it must be at least a "
                  + AlignedWindows.MOST_OF_AN_ELEMENT
                  + "th of --slidingSize="
                  + sliding
                  + ", or an event would be in too many windows");
    }
  }

  private static void checkSessions(TidemarkOptions options, Violations violations) {
    violations.require(
        !duration(options.getSessionMaxLength()).isShorterThan(duration(options.getSessionGap())),
        "sessionMaxLength",
        options.getSessionMaxLength(),
        "it must be at least --sessionGap=" + options.getSessionGap());
  }

  private static @Nullable FixedWindows fixed(TidemarkOptions options) {
    return options.getFixedSize().equals(NONE)
        ? null
        : FixedWindows.of(duration(options.getFixedSize()))
            .withOffset(duration(options.getFixedOffset()));
  }

  private static @Nullable SlidingWindows sliding(TidemarkOptions options) {
    return options.getSlidingSize().equals(NONE)
        ? null
        : SlidingWindows.of(duration(options.getSlidingSize()))
            .every(duration(options.getSlidingPeriod()));
  }

  private static Firing firing(String earlyEvery, String allowedLateness) {
    return Firing.onTime()
        .withEarly(earlyEvery.equals(NEVER) ? Cadence.never() : Cadence.every(duration(earlyEvery)))
        .withAllowedLateness(duration(allowedLateness));
  }

  private static Delay delay(String max, String idleTimeout) {
    return new Delay(duration(max), duration(idleTimeout));
  }

  private static AnomalyOptions anomalies(TidemarkOptions options) {
    ZScoreOptions baseline =
        ZScoreOptions.defaults()
            .withAlpha(options.getAnomalyAlpha())
            .withWarmUp(options.getAnomalyWarmUp())
            .withThresholds(options.getWarningZScore(), options.getCriticalZScore());
    RobustOptions robust =
        new RobustOptions(
            options.getAnomalyWarmUp(),
            options.getWarningZScore(),
            options.getCriticalZScore(),
            options.getAnomalyMinRequests());
    return new AnomalyOptions(
        options.getAnomalyMethod() == AnomalyMethod.ROBUST ? robust : null,
        baseline,
        windowSteps(options),
        duration(options.getAnomalyAllowedLateness()));
  }

  /** Without sliding windows nothing is judged, and any steps will do. */
  private static WindowSteps windowSteps(TidemarkOptions options) {
    return options.getSlidingSize().equals(NONE)
        ? new WindowSteps(Duration.millis(1), Duration.millis(1))
        : new WindowSteps(duration(options.getSlidingSize()), duration(options.getSlidingPeriod()));
  }

  private static Duration duration(String text) {
    return Duration.millis(Durations.millis(text).orElseThrow());
  }
}
