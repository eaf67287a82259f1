package io.tidemark.pipelines.decode;

import java.util.Map;

/**
 * One input as it was read, before anything is made of it.
 *
 * @param topic the Kafka topic, or a file's name; empty in {@link #placeOf}
 * @param partition the Kafka partition; 0 for a file
 * @param offset the Kafka offset, or the byte offset in a file
 * @param appendTimeMillis the record's timestamp in Kafka, or -1
 * @param headers the record's headers as text, names in lower case; empty for a file
 * @param bytes the value exactly as read; empty for a null value and in {@link #placeOf}
 */
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long appendTimeMillis,
    Map<String, String> headers,
    Bytes bytes) {

  /** A record of the whole array. */
  public RawRecord(
      String topic,
      int partition,
      long offset,
      long appendTimeMillis,
      Map<String, String> headers,
      byte[] value) {
    this(topic, partition, offset, appendTimeMillis, headers, Bytes.of(value));
  }

  /** Of a record in Kafka no more than its place in the topic. */
  public static RawRecord placeOf(int partition, long offset) {
    return new RawRecord("", partition, offset, -1, Map.of(), Bytes.NONE);
  }

  /** The value as an array, which no one changes: it may be the one that {@link #bytes} is of. */
  public byte[] value() {
    return bytes.toArray();
  }

  /** Whether it says no more than the place. */
  public boolean isPlace() {
    return topic.isEmpty() && appendTimeMillis == -1 && headers.isEmpty() && bytes.length() == 0;
  }

  @Override
  public String toString() {
    return topic + "/" + partition + "/" + offset + " (" + bytes + ")";
  }
}
