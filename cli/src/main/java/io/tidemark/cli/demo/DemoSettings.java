package io.tidemark.cli.demo;

import io.tidemark.servers.LocalServers;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.GeneratorSettings;
import io.tidemark.traffic.generate.Kind;
import io.tidemark.traffic.generate.Tardiness;
import io.tidemark.traffic.output.OtlpRecords;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The settings of the demo. Event time is real time, and every window is small enough to settle
 * while a person watches.
 */
final class DemoSettings {
  static final double EVENTS_PER_SECOND = 500;

  private static final List<String> WINDOWS =
      List.of(
          "--fixedSize=20s",
          "--slidingSize=30s",
          "--slidingPeriod=10s",
          "--sessionGap=15s",
          "--sessionMaxLength=60s",
          "--healthSize=10s",
          "--performanceMaxDelay=5s",
          "--performanceAllowedLateness=20s",
          "--performanceEarlyEvery=5s",
          "--performanceIdleTimeout=5s",
          "--anomalyAllowedLateness=20s",
          "--feedbackMaxDelay=5s",
          "--feedbackAllowedLateness=10s",
          "--feedbackIdleTimeout=5s",
          "--healthMaxDelay=3s",
          "--healthAllowedLateness=5s",
          "--healthIdleTimeout=5s");

  private static final List<String> TOPICS =
      List.of(
          Feed.PERFORMANCE.topic(),
          Feed.FEEDBACK.topic(),
          Feed.HEALTH.topic(),
          "tidemark.performance",
          "tidemark.sliding",
          "tidemark.feedback",
          "tidemark.health",
          "tidemark.anomalies",
          "tidemark.dead-letters",
          "tidemark.progress");

  private DemoSettings() {}

  /**
   * Returns the topics that the pipeline reads and publishes to. They must be created, because the
   * broker creates none by itself.
   */
  static List<String> topics(boolean otlp) {
    List<String> topics = new ArrayList<>(TOPICS);
    if (otlp) {
      topics.add(OtlpRecords.SPANS);
      topics.add(OtlpRecords.LOGS);
    }
    return topics;
  }

  /** Returns the pipeline options that name further topics to read. */
  static List<String> sources(boolean otlp) {
    return otlp
        ? List.of("--otlpSpansTopic=" + OtlpRecords.SPANS, "--otlpLogsTopic=" + OtlpRecords.LOGS)
        : List.of();
  }

  /** Returns the settings of a topic: of those that have rows, the newest change of each stays. */
  static Map<String, String> policy(String topic) {
    boolean hasRows = topic.startsWith("tidemark.") && !topic.endsWith("dead-letters");
    return hasRows ? Map.of("cleanup.policy", "compact") : Map.of();
  }

  /** Returns the pipeline options that differ from the defaults. */
  static List<String> windows() {
    return WINDOWS;
  }

  /** Returns the pipeline options that name the servers. */
  static List<String> connections(LocalServers servers) {
    return List.of(
        "--bootstrapServers=" + servers.kafka().bootstrapServers(),
        "--jdbcUrl=" + servers.postgresql().jdbcUrl(),
        "--jdbcUser=" + servers.postgresql().user());
  }

  /**
   * Returns the settings of an endless stream of events, of which more are late than by default.
   */
  static GeneratorSettings events(long seed, Instant start) {
    return new GeneratorSettings()
        .seed(seed)
        .events(Long.MAX_VALUE)
        .start(start)
        .eventRate(EVENTS_PER_SECOND)
        .thinkTime(Duration.ofSeconds(1))
        .ratio(Kind.STRAGGLER, 0.02)
        .ratio(Kind.DROPPABLY_LATE, 0.005)
        .tardiness(Feed.PERFORMANCE, tardiness(30, 5, 20))
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
