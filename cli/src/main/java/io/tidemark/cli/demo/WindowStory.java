package io.tidemark.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Tells the life of one window as it happens, from the records of the changelog topic: the first
 * window that opens early with some requests, each value of it that is withdrawn, and the one that
 * takes its place. Once it is on time, one late event is asked for, so that there is a correction
 * to see.
 */
final class WindowStory {
  private static final int ENOUGH_REQUESTS = 5;
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Consumer<String> say;
  private final Consumer<LateEvent> late;
  private String followed;
  private boolean lateSent;

  /**
   * An event of a request that comes late.
   *
   * @param time its event time, within the window
   */
  record LateEvent(String model, String region, Instant time) {}

  /**
   * Begins to listen.
   *
   * @param say takes each line
   * @param late takes the event that is to be sent
   */
  WindowStory(Consumer<String> say, Consumer<LateEvent> late) {
    this.say = say;
    this.late = late;
  }

  /**
   * Takes the next record of the topic.
   *
   * @param key the primary key of the row, as the topic has it
   * @param envelope the change; null for a tombstone
   */
  void on(JsonNode key, @Nullable JsonNode envelope) {
    if (envelope == null) {
      return;
    }
    JsonNode after = envelope.path("after");
    if (followed == null && isWorthTelling(envelope, after)) {
      followed = key.toString();
      say.accept(
          "The life of one window: %s from %s to %s (UTC)"
              .formatted(
                  after.path("key").asText(),
                  CLOCK.format(time(after, "window_start")),
                  CLOCK.format(time(after, "window_end"))));
    }
    if (key.toString().equals(followed)) {
      tell(envelope, after);
    }
  }

  private static boolean isWorthTelling(JsonNode envelope, JsonNode after) {
    return envelope.path("op").asText().equals("c")
        && after.path("pane").asText().equals("EARLY")
        && after.path("requests").asLong() >= ENOUGH_REQUESTS;
  }

  private void tell(JsonNode envelope, JsonNode after) {
    String at = CLOCK.format(Instant.ofEpochMilli(envelope.path("ts_ms").asLong()));
    JsonNode before = envelope.path("before");
    if (before.isObject()) {
      say.accept("  %s  withdrawn  %s".formatted(at, value(before)));
    }
    if (after.isObject()) {
      String sign = before.isObject() ? "instead" : "first";
      say.accept("  %s  %-9s  %s".formatted(at, sign, value(after)));
      if (!lateSent && after.path("pane").asText().equals("ON_TIME")) {
        lateSent = true;
        askForLateEvent(after);
      }
    }
  }

  private void askForLateEvent(JsonNode row) {
    Instant start = time(row, "window_start");
    Instant middle =
        start.plusMillis((time(row, "window_end").toEpochMilli() - start.toEpochMilli()) / 2);
    say.accept(
        "            the window is past its end; now one event of "
            + CLOCK.format(middle)
            + " is sent, late");
    late.accept(new LateEvent(row.path("model").asText(), row.path("region").asText(), middle));
  }

  private static String value(JsonNode row) {
    return String.format(
        Locale.ROOT,
        "%-9s %,4d requests  p95 %,6.0f ms  %.4f USD",
        row.path("pane").asText() + " " + row.path("pane_index").asLong(),
        row.path("requests").asLong(),
        row.path("latency_ms_p95").asDouble(),
        row.path("cost_usd_total").asDouble());
  }

  private static Instant time(JsonNode row, String field) {
    return Instant.parse(row.path(field).asText());
  }
}
