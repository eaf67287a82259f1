package io.tidemark.pipelines.record;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.Reason;
import java.util.Map;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One input as it was read, before anything was made of it, or only its place.
 *
 * @param topic the Kafka topic, or the name of a file; empty in {@link #placeOf}
 * @param partition the Kafka partition; 0 for a file
 * @param offset the Kafka offset, or the byte offset in a file
 * @param appendTimeMillis the timestamp of the record in Kafka, in milliseconds since the epoch; -1
 *     for none
 * @param headers the headers of the record as text, names in lower case; empty for a file
 * @param bytes the value exactly as read; empty for a null value and in {@link #placeOf}. Of a
 *     {@link #part} of a record, the bytes of that part
 * @param index which of several events of the record this is, from 0; {@link #WHOLE} for the record
 *     as a whole
 * @param resumed how the record was read again by a job that started without state; null if the job
 *     did not
 */
public record RawRecord(
    String topic,
    int partition,
    long offset,
    long appendTimeMillis,
    Map<String, String> headers,
    Bytes bytes,
    int index,
    @Nullable Resumed resumed) {

  /** The index of a record as a whole. */
  public static final int WHOLE = -1;

  /**
   * The header, a decimal number, of a dead letter that is fed in again: how often that was done.
   */
  public static final String RETRY_COUNT = "tidemark.retry_count";

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

  /** Creates a whole record of a job that went on from its state, or is the first. */
  public RawRecord(
      String topic,
      int partition,
      long offset,
      long appendTimeMillis,
      Map<String, String> headers,
      Bytes bytes) {
    this(topic, partition, offset, appendTimeMillis, headers, bytes, WHOLE, null);
  }

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
    return placeOf(partition, offset, null);
  }

  /** Returns the place of a record that a job without state may have read again. */
  public static RawRecord placeOf(int partition, long offset, @Nullable Resumed resumed) {
    return new RawRecord("", partition, offset, -1, Map.of(), Bytes.NONE, WHOLE, resumed);
  }

  /**
   * Returns one of several events of this record. Of a {@linkplain #isPlace place} the part has no
   * bytes either.
   *
   * @param index which of the events, from 0
   * @param part where it stands in this record
   */
  public RawRecord part(int index, Part part) {
    Bytes own = isPlace() ? Bytes.NONE : part.of(bytes);
    return new RawRecord(topic, partition, offset, appendTimeMillis, headers, own, index, resumed);
  }

  /**
   * Returns the value as an array. It may be the one that {@link #bytes} is a part of, so the
   * caller must not change it.
   */
  public byte[] value() {
    return bytes.toArray();
  }

  /**
   * Returns the dead letter of this input.
   *
   * @param step that sets it aside
   * @param error one sentence for a person
   * @param eventTimeMillis in milliseconds since the epoch; null if it could not be read
   */
  public DeadLetter deadLetter(
      Reason reason, String step, String error, @Nullable Long eventTimeMillis) {
    return new DeadLetter(
        reason,
        step,
        error,
        value(),
        eventTimeMillis,
        topic,
        partition,
        offset,
        index,
        retryCount());
  }

  /** Returns how often this input was fed in again: 0 if no header says a number. */
  private int retryCount() {
    String count = headers.get(RETRY_COUNT);
    return count == null || !COUNT.matcher(count).matches() ? 0 : Integer.parseInt(count);
  }

  /** Returns whether this input was a dead letter before. */
  public boolean isFedInAgain() {
    return headers.containsKey(RETRY_COUNT);
  }

  /** Returns whether this is only the place of a record, made by {@link #placeOf}. */
  public boolean isPlace() {
    return topic.isEmpty() && appendTimeMillis == -1 && headers.isEmpty() && bytes.length() == 0;
  }

  @Override
  public String toString() {
    String event = index == WHOLE ? "" : "#" + index;
    return topic + "/" + partition + "/" + offset + event + " (" + bytes + ")";
  }
}
