package io.tidemark.changelog;

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
public interface Spread<T, K, V> extends Serializable {

  /** Gives every value in the input to {@code out}. */
  void spread(T input, Instant timestamp, Receiver<K, V> out);

  /** Takes the values. */
  @FunctionalInterface
  interface Receiver<K, V> {
    void value(K key, V value, long timestampMillis);
  }
}
