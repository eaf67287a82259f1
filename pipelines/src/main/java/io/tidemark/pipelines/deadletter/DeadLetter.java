package io.tidemark.pipelines.deadletter;

import java.util.Arrays;
import java.util.Objects;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.hash.Hashing;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An input that was set aside, with everything needed to understand it and to feed it in again.
 *
 * @param reason why it was set aside
 * @param step the step that set it aside: {@code Decode}, {@code Route}, {@code Performance},
 *     {@code Feedback}, {@code Health} or {@code WriteRows/TABLE}
 * @param error one sentence for a person: the field, its value and what is allowed
 * @param original the bytes of the input, exactly as read, and of one of several events of a record
 *     only its own, so that they can be read again; for a row that the database refused, the row as
 *     JSON
 * @param eventTimeMillis the event time in milliseconds since the epoch; null if none could be read
 * @param topic where it was read from: a Kafka topic or the name of a file; for a row, its table
 * @param partition the Kafka partition; 0 for a file or a row
 * @param offset the Kafka offset, or the byte offset in a file; for a row, a hash of its primary
 *     key
 * @param index which of several events of the record it is, from 0; {@link #WHOLE} for a record
 *     that is one input as a whole, and for a row
 * @param retryCount how often it was fed in again before, as the header {@code
 *     tidemark.retry_count} of its record said; 0 if it said no number
 */
public record DeadLetter(
    Reason reason,
    String step,
    String error,
    byte[] original,
    @Nullable Long eventTimeMillis,
    String topic,
    int partition,
    long offset,
    int index,
    int retryCount) {

  /** The index of an input that is not one of several in its record. */
  public static final int WHOLE = -1;

  /** Creates the dead letter of an input that is not one of several in its record. */
  public DeadLetter(
      Reason reason,
      String step,
      String error,
      byte[] original,
      @Nullable Long eventTimeMillis,
      String topic,
      int partition,
      long offset,
      int retryCount) {
    this(
        reason,
        step,
        error,
        original,
        eventTimeMillis,
        topic,
        partition,
        offset,
        WHOLE,
        retryCount);
  }

  public DeadLetter {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(original, "original");
    Objects.requireNonNull(topic, "topic");
  }

  /**
   * Returns {@code topic/partition/offset/step/hash}, and {@code
   * topic/partition/offset#index/step/hash} for one of several events of a record. The same input
   * set aside by the same step has the same id, also when it is processed again after a crash, so
   * that sinks can recognise it. The hash, 16 hexadecimal digits of the original, tells inputs
   * apart that were read from one place: a topic that was made anew, another cluster, a file that
   * was replaced. A row that the database refused has no hash, because each attempt to write it has
   * another version.
   */
  public String id() {
    String event = index == WHOLE ? "" : "#" + index;
    String place = topic + "/" + partition + "/" + offset + event + "/" + step;
    if (reason == Reason.REJECTED) {
      return place;
    }
    long hash = Hashing.farmHashFingerprint64().hashBytes(original).asLong();
    return place + "/%016x".formatted(hash);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof DeadLetter that
        && reason == that.reason
        && step.equals(that.step)
        && error.equals(that.error)
        && Arrays.equals(original, that.original)
        && Objects.equals(eventTimeMillis, that.eventTimeMillis)
        && topic.equals(that.topic)
        && partition == that.partition
        && offset == that.offset
        && index == that.index
        && retryCount == that.retryCount;
  }

  @Override
  public int hashCode() {
    return Objects.hash(id(), reason, Arrays.hashCode(original));
  }

  @Override
  public String toString() {
    return reason + "(" + id() + ", " + original.length + " bytes: " + error + ")";
  }
}
