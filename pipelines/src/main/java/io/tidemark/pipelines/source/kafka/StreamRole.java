package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.options.Durations;
import io.tidemark.pipelines.options.TidemarkOptions;

/**
 * Which of the three streams a topic is read for. It is all that a savepoint stores of where events
 * come from; the topic and how it is read are looked up in the options of the day.
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
  };

  private static final String NONE = "none";

  private final Class<? extends TelemetryEvent> event;

  StreamRole(Class<? extends TelemetryEvent> event) {
    this.event = event;
  }

  /** Returns the topic of this stream. */
  public abstract String topic(TidemarkOptions options);

  /** Returns how long a partition holds the watermark of this stream back. */
  abstract WatermarkLimits limits(TidemarkOptions options);

  /**
   * Returns how long before the watermark, in milliseconds, a window of this stream that can still
   * change may begin.
   */
  abstract long reachMillis(TidemarkOptions options);

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
