package io.tidemark.traffic.generate;

import java.time.Duration;

/**
 * How late an event of one feed may be, as the pipeline is configured; the generator aims its
 * stragglers by it.
 *
 * @param window the longest window an event of the feed belongs to; for sessions, the gap
 * @param maxDelay how far the watermark stays behind the latest event time
 * @param allowedLateness after the window's end
 */
public record Tardiness(Duration window, Duration maxDelay, Duration allowedLateness) {
  private static final double MAX_TRANSIT_MS = 2_000;

  /** The pipeline's defaults; performance has the sliding windows of 15 minutes. */
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

  /** The drawn delay in milliseconds, kept well before the watermark. */
  long transit(double drawn) {
    return (long) Math.min(drawn, Math.min(MAX_TRANSIT_MS, maxDelay.toMillis() / 2.0));
  }

  /** A delay in milliseconds that disorders an event and keeps it before the watermark. */
  long disordered(double uniform) {
    return (long) (maxDelay.toMillis() * 0.9 * uniform);
  }

  /** A delay in milliseconds past the watermark and within the allowed lateness. */
  long straggling(double uniform) {
    return (long) (maxDelay.toMillis() * 1.05 + allowedLateness.toMillis() * 0.8 * uniform);
  }

  /** A delay in milliseconds with which no window can accept the event, with half as much room. */
  long droppable(double uniform) {
    long bound = window.plus(maxDelay).plus(allowedLateness).toMillis();
    return (long) (bound * (1.5 + uniform)) + 1000;
  }
}
