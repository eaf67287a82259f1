package io.tidemark.traffic.generate;

import java.time.Duration;

/**
 * How late an event of one feed may be for the pipeline. The generator aims its late events by it.
 *
 * @param window the longest window that an event of the feed belongs to; for sessions, the gap
 * @param maxDelay how far the watermark is behind the latest event time
 * @param allowedLateness event time after the end of a window during which it is still revised
 */
public record Tardiness(Duration window, Duration maxDelay, Duration allowedLateness) {
  private static final double MAX_TRANSIT_MS = 2_000;

  /** Returns the defaults of the pipeline. Performance has the sliding windows of 15 minutes. */
  public static Tardiness defaults(Feed feed) {
    return switch (feed) {
      case PERFORMANCE -> of("PT15M", "PT2M", "PT2M");
      case FEEDBACK -> of("PT30M", "PT10M", "PT10M");
      case HEALTH -> of("PT1M", "PT10S", "PT30S");
    };
  }

  private static Tardiness of(String window, String maxDelay, String allowedLateness) {
    return new Tardiness(
        Duration.parse(window), Duration.parse(maxDelay), Duration.parse(allowedLateness));
  }

  /**
   * Returns the drawn delay in milliseconds, limited so that the event is well ahead of the
   * watermark.
   */
  long transit(double drawn) {
    return (long) Math.min(drawn, Math.min(MAX_TRANSIT_MS, maxDelay.toMillis() / 2.0));
  }

  /**
   * Returns a delay in milliseconds that puts an event out of order, but ahead of the watermark.
   */
  long disordered(double uniform) {
    return (long) (maxDelay.toMillis() * 0.9 * uniform);
  }

  /**
   * Returns a delay in milliseconds that puts an event behind the watermark, but within the allowed
   * lateness.
   */
  long straggling(double uniform) {
    return (long) (maxDelay.toMillis() * 1.05 + allowedLateness.toMillis() * 0.8 * uniform);
  }

  /**
   * Returns a delay in milliseconds with which no window can accept the event: at least one and a
   * half times what would do.
   */
  long droppable(double uniform) {
    long bound = window.plus(maxDelay).plus(allowedLateness).toMillis();
    return (long) (bound * (1.5 + uniform)) + 1000;
  }
}
