package io.tidemark.system;

import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.GeneratorSettings;
import io.tidemark.traffic.generate.Tardiness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One choice of windows for the pipeline, the model and the generator alike. The windows are so
 * small that many settle in a minute of event time. Sessions fire early, so that growing ones
 * replace their rows. No session reaches its greatest length, so that it does not depend on the
 * order of arrival where sessions are cut.
 */
public final class SmallWindows {
  public static final List<String> OPTIONS =
      List.of(
          "--checkpointingInterval=5000",
          "--fixedSize=20s",
          "--slidingSize=30s",
          "--slidingPeriod=10s",
          "--sessionGap=15s",
          "--sessionMaxLength=1h",
          "--healthSize=10s",
          "--performanceMaxDelay=5s",
          "--performanceAllowedLateness=10s",
          "--performanceEarlyEvery=2s",
          "--performanceIdleTimeout=8s",
          "--anomalyAllowedLateness=10s",
          "--anomalyEarlyEvery=2s",
          "--feedbackMaxDelay=5s",
          "--feedbackAllowedLateness=10s",
          "--feedbackEarlyEvery=1s",
          "--feedbackIdleTimeout=8s",
          "--healthMaxDelay=3s",
          "--healthAllowedLateness=5s",
          "--healthIdleTimeout=8s");

  public static final WindowsModel MODEL =
      new WindowsModel(20_000, 30_000, 10_000, 15_000, 10_000, List.of("model", "region"));

  private SmallWindows() {}

  /**
   * Returns the options for a reader that may be without new records for this long and must not be
   * taken for idle: the event times are in the past, and an idle partition would carry the
   * watermark beyond all events that are still to come.
   */
  static List<String> optionsWithIdleTimeout(Duration timeout) {
    return OPTIONS.stream()
        .map(o -> o.replaceAll("IdleTimeout=.*", "IdleTimeout=" + timeout.toSeconds() + "s"))
        .toList();
  }

  /** Returns settings for events of all kinds, with the late ones aimed at these windows. */
  public static GeneratorSettings events(long count, double rate, Instant start) {
    return new GeneratorSettings()
        .seed(20_260_105)
        .events(count)
        .start(start)
        .eventRate(rate)
        .thinkTime(Duration.ofSeconds(1))
        .tardiness(Feed.PERFORMANCE, tardiness(30, 5, 10))
        .tardiness(Feed.FEEDBACK, tardiness(15, 5, 10))
        .tardiness(Feed.HEALTH, tardiness(10, 3, 5));
  }

  private static Tardiness tardiness(int window, int maxDelay, int allowedLateness) {
    return new Tardiness(
        Duration.ofSeconds(window),
        Duration.ofSeconds(maxDelay),
        Duration.ofSeconds(allowedLateness));
  }
}
