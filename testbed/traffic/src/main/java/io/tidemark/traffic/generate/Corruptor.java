package io.tidemark.traffic.generate;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;

/** Makes bad records of good ones, each bad in exactly one way. */
final class Corruptor {
  private final Randomness random;

  Corruptor(Randomness random) {
    this.random = random;
  }

  /** Returns a record that cannot be decoded: one line, never empty. */
  byte[] malformed(ObjectNode event) {
    return switch (random.below(4)) {
      case 0 -> truncated(EventFormat.NATIVE.bytes(event));
      case 1 -> ("connection reset by peer, " + random.below(1000)).getBytes(UTF_8);
      case 2 -> EventFormat.NATIVE.bytes(event.<ObjectNode>without("timestamp"));
      default -> EventFormat.NATIVE.bytes(event.put("timestamp", "yesterday"));
    };
  }

  private byte[] truncated(byte[] whole) {
    return Arrays.copyOf(whole, 1 + random.below(whole.length - 1));
  }

  /** Returns a record that can be decoded and has one value outside its range. */
  byte[] invalid(Draft draft) {
    ObjectNode event = draft.event();
    boolean number = random.chance(0.5);
    switch (draft.feed()) {
      case PERFORMANCE -> event.put(number ? "latency_ms" : "cost", -1);
      case FEEDBACK -> corrupt(event, number, "rating", 9, "session_id");
      case HEALTH -> corrupt(event, number, "cpu_usage", -5, "component");
    }
    return EventFormat.NATIVE.bytes(event);
  }

  private static void corrupt(
      ObjectNode event, boolean number, String field, double value, String key) {
    if (number) {
      event.put(field, value);
    } else {
      event.put(key, "");
    }
  }
}
