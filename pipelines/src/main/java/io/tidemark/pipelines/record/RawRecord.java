package io.tidemark.pipelines.record;

import java.util.Map;

/**
 * One input as it was read, before anything was made of it, or only its place.
 *
 * @param topic the Kafka topic, or the name of a file; empty in {@link #placeOf}
 * @param partition the Kafka partition; 0 for a file
 * @param offset the Kafka offset, or the byte offset in a file
 * @param appendTimeMillis the timestamp of the record in Kafka, in milliseconds since the epoch; -1
 *     for none
 * @param headers the headers of the record as text, names in lower case; empty for a file
 * @param bytes the value exactly as read; empty for a null value and in {@link #placeOf}
 */
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long appendTimeMillis,
    Map<String, String> headers,
    Bytes bytes) {

  /** Creates a record whose value is the whole array, which is not copied. */
  public RawRecord(
      String topic,
      int partition,
      long offset,
      long appendTimeMillis,
      Map<String, String> headers,
      byte[] value) {
    this(topic, partition, offset, appendTimeMillis, headers, Bytes.of(value));
  }

  /**
   * Returns the place of a record in Kafka without the record. The topic is known from the stream
   * that reads it.
   */
  public static RawRecord placeOf(int partition, long offset) {
    return new RawRecord("", partition, offset, -1, Map.of(), Bytes.NONE);
  }

  /**
   * Returns the value as an array. It may be the one that {@link #bytes} is a part of, so the
   * caller must not change it.
   */
  public byte[] value() {
    return bytes.toArray();
  }

  /** Returns whether this is only the place of a record, made by {@link #placeOf}. */
  public boolean isPlace() {
    return topic.isEmpty() && appendTimeMillis == -1 && headers.isEmpty() && bytes.length() == 0;
  }

  @Override
  public String toString() {
    return topic + "/" + partition + "/" + offset + " (" + bytes + ")";
  }
}
