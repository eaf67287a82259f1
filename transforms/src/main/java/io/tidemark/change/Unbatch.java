package io.tidemark.change;

import java.io.Serializable;
import org.joda.time.Instant;

/**
 * Takes an input apart into values, each with its key and its event time; see {@code
 * Changelog.ofBatches}.
 *
 * <pre>{@code
 * Unbatch<KV<String, List<TimestampedValue<Integer>>>, String, Integer> unbatch =
 *     (batch, timestamp, out) -> {
 *       for (TimestampedValue<Integer> score : batch.getValue()) {
 *         out.output(batch.getKey(), score.getValue(), score.getTimestamp().getMillis());
 *       }
 *     };
 * }</pre>
 *
 * <p>To a runner, an input that holds many values, such as a batch of records, costs about as much
 * as a single value. The timestamp of an input must be that of its earliest value, or earlier.
 * Otherwise the watermark may pass the values before they arrive, and they are late.
 *
 * @param <T> the type of an input
 * @param <K> the type of a key
 * @param <V> the type of a value
 */
@FunctionalInterface
public interface Unbatch<T, K, V> extends Serializable {

  /**
   * Outputs every value in the input, in the order in which they are to be aggregated.
   *
   * @param timestamp the event time of the input
   */
  void unbatch(T input, Instant timestamp, Output<K, V> out);

  /**
   * Receives the values of an input.
   *
   * @param <K> the type of a key
   * @param <V> the type of a value
   */
  @FunctionalInterface
  interface Output<K, V> {

    /**
     * Outputs one value.
     *
     * @param timestampMillis its event time, in milliseconds since the epoch
     */
    void output(K key, V value, long timestampMillis);
  }
}
