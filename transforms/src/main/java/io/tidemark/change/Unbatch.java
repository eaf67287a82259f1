package io.tidemark.change;

import java.io.Serializable;
import org.joda.time.Instant;

/**
 * Takes an input apart into values, each with its key and its event time.
 *
 * <p>An input that holds many values, such as a batch of records, costs a runner as much as one
 * value does. Its timestamp must be that of its earliest value: only so does the watermark wait.
 *
 * @param <T> the input
 */
@FunctionalInterface
public interface Unbatch<T, K, V> extends Serializable {

  /** Gives every value in the input to {@code out}. */
  void unbatch(T input, Instant timestamp, Output<K, V> out);

  /** Takes the values. */
  @FunctionalInterface
  interface Output<K, V> {
    void output(K key, V value, long timestampMillis);
  }
}
