package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.options.Durations;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.base.CaseFormat;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a topic is read for. It is all that a savepoint stores of where events come from; the topic
 * and how it is read are looked up in the options of the day.
 */
public enum StreamRole {
  /** Requests to models. */
  PERFORMANCE(PerformanceMetrics.class) {
    @Override
    public String topic(TidemarkOptions options) {
      return options.getPerformanceTopic();
    }

    @Override
    WatermarkLimits limits(TidemarkOptions options) {
      return limitsOf(options.getPerformanceMaxDelay(), options.getPerformanceIdleTimeout());
    }

    @Override
    long reachMillis(TidemarkOptions options) {
      return Math.max(
          reach(options.getFixedSize(), options.getPerformanceAllowedLateness()),
          reach(options.getSlidingSize(), options.getAnomalyAllowedLateness()));
    }
  },

  /** What people thought of answers. */
  FEEDBACK(UserFeedback.class) {
    @Override
    public String topic(TidemarkOptions options) {
      return options.getFeedbackTopic();
    }

    @Override
    WatermarkLimits limits(TidemarkOptions options) {
      return limitsOf(options.getFeedbackMaxDelay(), options.getFeedbackIdleTimeout());
    }

    @Override
    long reachMillis(TidemarkOptions options) {
      return millis(options.getSessionGap())
          + reach(options.getSessionMaxLength(), options.getFeedbackAllowedLateness());
    }
  },

  /** How components are doing. */
  HEALTH(SystemHealth.class) {
    @Override
    public String topic(TidemarkOptions options) {
      return options.getHealthTopic();
    }

    @Override
    WatermarkLimits limits(TidemarkOptions options) {
      return limitsOf(options.getHealthMaxDelay(), options.getHealthIdleTimeout());
    }

    @Override
    long reachMillis(TidemarkOptions options) {
      return reach(options.getHealthSize(), options.getHealthAllowedLateness());
    }
  },

  /** Requests to models among OpenTelemetry spans; their windows are those of performance. */
  OTLP_SPANS(PERFORMANCE) {
    @Override
    public @Nullable String topic(TidemarkOptions options) {
      return options.getOtlpSpansTopic();
    }
  },

  /** What people thought of answers, among OpenTelemetry log records. */
  OTLP_LOGS(FEEDBACK) {
    @Override
    public @Nullable String topic(TidemarkOptions options) {
      return options.getOtlpLogsTopic();
    }
  };

  private static final String NONE = "none";

  private final Class<? extends TelemetryEvent> event;
  private final @Nullable StreamRole windows;

  StreamRole(Class<? extends TelemetryEvent> event) {
    this.event = event;
    this.windows = null;
  }

  /** A topic whose events are in the windows of another. */
  StreamRole(StreamRole windows) {
    this.event = windows.event;
    this.windows = windows;
  }

  /** Returns the name of the option that names the topic, such as {@code performanceTopic}. */
  public String option() {
    return CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.LOWER_CAMEL, name()) + "Topic";
  }

  /** Returns the name for steps, such as {@code Performance}. */
  public String stepName() {
    return CaseFormat.UPPER_UNDERSCORE.to(CaseFormat.UPPER_CAMEL, name());
  }

  /** Returns the topic; null if the options name none, so that nothing is read for this. */
  public abstract @Nullable String topic(TidemarkOptions options);

  /** Returns the topics that the options name, each once, in the order of the constants. */
  public static Set<String> topics(TidemarkOptions options) {
    return Stream.of(values())
        .map(role -> role.topic(options))
        .filter(Objects::nonNull)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Returns the topics that have events of this type. */
  public static List<String> topicsOf(
      Class<? extends TelemetryEvent> event, TidemarkOptions options) {
    return Stream.of(values())
        .filter(role -> role.event == event && role.topic(options) != null)
        .map(role -> role.topic(options))
        .toList();
  }

  /** Returns how long a partition holds the watermark of this stream back. */
  WatermarkLimits limits(TidemarkOptions options) {
    return windows.limits(options);
  }

  /**
   * Returns how long before the watermark, in milliseconds, a window of this stream that can still
   * change may begin.
   */
  long reachMillis(TidemarkOptions options) {
    return windows.reachMillis(options);
  }

  /** Returns the events of this stream. */
  Class<? extends TelemetryEvent> event() {
    return event;
  }

  static WatermarkLimits limitsOf(String maxDelay, String idleTimeout) {
    return new WatermarkLimits(millis(maxDelay), millis(idleTimeout));
  }

  static long reach(String size, String allowedLateness) {
    return size.equals(NONE) ? 0 : millis(size) + millis(allowedLateness);
  }

  static long millis(String duration) {
    return Durations.millis(duration)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "a duration is " + duration + "; it must be " + Durations.FORM));
  }
}
