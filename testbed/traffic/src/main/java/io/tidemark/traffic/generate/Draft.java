package io.tidemark.traffic.generate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An event of which all fields but the timestamp are set, because it is not known yet how late it
 * arrives.
 *
 * @param feed the stream that it belongs to
 * @param key the key of its Kafka record
 * @param event the native form, which begins with {@code type}, {@code id} and {@code timestamp}
 */
record Draft(Feed feed, String key, ObjectNode event) {

  /** Returns a new event with its type, an id and an empty timestamp. */
  static ObjectNode event(String type, Randomness random) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", type)
        .put("id", random.uuid().toString())
        .put("timestamp", "");
  }

  /** Returns the value rounded to three decimals, as a client would send it. */
  static double rounded(double value) {
    return StrictMath.rint(value * 1e3) / 1e3;
  }
}
