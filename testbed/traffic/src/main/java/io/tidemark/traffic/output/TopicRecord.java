package io.tidemark.traffic.output;

import io.tidemark.traffic.generate.Generated;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A record on its way to its topic.
 *
 * @param topic the name of the topic
 * @param key the key of the Kafka record; empty for none
 * @param bytes the value of the record
 * @param timeMillis when it is due on the clock of event time, in milliseconds since the epoch
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its contents
public record TopicRecord(String topic, String key, byte[] bytes, long timeMillis) {

  /** Returns a generated record, which is due at its arrival. */
  public static TopicRecord of(Generated generated) {
    return new TopicRecord(
        generated.feed().topic(), generated.key(), generated.bytes(), generated.arrivalMillis());
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TopicRecord that
        && topic.equals(that.topic)
        && key.equals(that.key)
        && Arrays.equals(bytes, that.bytes)
        && timeMillis == that.timeMillis;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return topic + "(" + key + ", " + new String(bytes, StandardCharsets.UTF_8) + ")";
  }
}
