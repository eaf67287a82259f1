package io.tidemark.pipelines.deadletter;

import java.util.Arrays;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An input set aside, with everything needed to understand it and to feed it in again.
 *
 * @param reason why
 * @param step the step that set it aside, e.g. {@code Decode} or {@code Performance/LATE}
 * @param error one sentence for a person: the field, the value, what is allowed
 * @param original the input's bytes, exactly as read
 * @param eventTimeMillis its event time in milliseconds since the epoch; null when it has none that
 *     can be read
 * @param topic where it was read from: a Kafka topic, or a file's name
 * @param partition the Kafka partition; 0 for a file
 * @param offset the Kafka offset, or the byte offset in a file
 * @param retryCount how often it was tried before
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
    int retryCount) {

  public DeadLetter {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(step, "step");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(original, "original");
    Objects.requireNonNull(topic, "topic");
  }

  /**
   * The same input set aside by the same step has the same id, also when it is processed again
   * after a crash: {@code topic/partition/offset/step}.
   */
  public String id() {
    return topic + "/" + partition + "/" + offset + "/" + step;
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
