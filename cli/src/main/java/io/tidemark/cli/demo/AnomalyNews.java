package io.tidemark.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Tells of the first anomalies that are raised, and whether they are withdrawn. */
final class AnomalyNews {
  private static final int MOST = 3;

  private final Consumer<String> say;
  private final Set<String> told = new LinkedHashSet<>();

  AnomalyNews(Consumer<String> say) {
    this.say = say;
  }

  /**
   * Takes the next record of the topic.
   *
   * @param key the primary key of the anomaly
   * @param row the anomaly; null where it is withdrawn
   */
  void on(JsonNode key, @Nullable JsonNode row) {
    String name = key.toString();
    if (row == null && told.remove(name)) {
      say.accept("Anomaly withdrawn: " + what(key));
    } else if (row != null && !told.contains(name) && told.size() < MOST) {
      told.add(name);
      say.accept(
          "Anomaly raised: %s is %s, %s"
              .formatted(what(key), row.path("value").asText(), row.path("severity").asText()));
    }
  }

  private static String what(JsonNode key) {
    return "%s of %s, window %s to %s"
        .formatted(
            key.path("metric").asText(),
            key.path("key").asText(),
            clock(key.path("window_start")),
            clock(key.path("window_end")));
  }

  /** The time of day in an RFC 3339 time. */
  private static String clock(JsonNode time) {
    return time.asText().replaceAll(".*T([0-9:]{8}).*", "$1");
  }
}
