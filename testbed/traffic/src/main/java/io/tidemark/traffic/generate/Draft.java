package io.tidemark.traffic.generate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An event before it is known how late it arrives: all fields but the timestamp are set.
 *
 * @param feed the stream it belongs to
 * @param key the Kafka record key
 * @param event the native form; {@code type}, {@code id} and {@code timestamp} come first
 */
record Draft(Feed feed, String key, ObjectNode event) {

  static ObjectNode event(String type, Randomness random) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", type)
        .put("id", random.uuid().toString())
        .put("timestamp", "");
  }

  /** To three decimals: what a real client would send, and short. */
  static double rounded(double value) {
    return StrictMath.rint(value * 1e3) / 1e3;
  }
}
