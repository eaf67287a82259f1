package io.tidemark.traffic.generate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One generated record.
 *
 * @param feed the stream that it belongs to
 * @param key the key of the Kafka record: model, session id or component
 * @param bytes the value of the record
 * @param kind what was done to it
 * @param arrivalMillis when it arrives, on the clock of event time, in milliseconds since the
 *     epoch; it never decreases from record to record
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode compare its contents
public record Generated(Feed feed, String key, byte[] bytes, Kind kind, long arrivalMillis) {

  /** Returns the value of the record as text. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Generated that
        && feed == that.feed
        && key.equals(that.key)
        && Arrays.equals(bytes, that.bytes)
        && kind == that.kind
        && arrivalMillis == that.arrivalMillis;
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return kind + "(" + feed.topic() + ", " + key + ", " + text() + ")";
  }
}
