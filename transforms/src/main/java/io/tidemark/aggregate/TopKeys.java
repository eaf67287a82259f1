package io.tidemark.aggregate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.KV;

/**
 * The total weight of each key, for a limited number of keys: the heaviest of {@code a 3, b 1, a 2}
 * is {@code a 5}.
 *
 * <p>While there are at most {@code capacity} keys, weights are exact in any order and grouping.
 * With more keys this is a Misra-Gries summary: a reported weight is at most {@link #error()} below
 * the true one and never above it, a key that is not reported weighs at most {@link #error()}, and
 * the error is at most the total weight divided by {@code capacity + 1}. Which of the light keys
 * survive may then depend on the order, and each new key costs a sort of all weights, so choose a
 * capacity that windows seldom exceed.
 */
public final class TopKeys<K> {
  private final int capacity;
  private final Map<K, Long> weights = new HashMap<>();
  private long error;

  /**
   * A summary of no keys.
   *
   * @param capacity the number of keys that it holds, at least 1
   */
  public TopKeys(int capacity) {
    this(capacity, Map.of(), 0);
  }

  TopKeys(int capacity, Map<K, Long> weights, long error) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity is " + capacity + ": allowed are 1 and more");
    }
    this.capacity = capacity;
    this.weights.putAll(weights);
    this.error = error;
  }

  /**
   * Adds a weight to a key.
   *
   * @param weight at least 0; scale fractions to whole units, such as microdollars
   * @throws ArithmeticException if a key's weight exceeds a long
   */
  public void add(K key, long weight) {
    if (weight < 0) {
      throw new IllegalArgumentException(
          "weight of " + key + " is " + weight + ": allowed are 0 and more");
    }
    weights.merge(key, weight, Math::addExact);
    shrink();
  }

  /** Adds all weights and the error of {@code other}, which is not changed. */
  public void mergeWith(TopKeys<K> other) {
    other.weights.forEach((key, weight) -> weights.merge(key, weight, Math::addExact));
    error = Math.addExact(error, other.error);
    shrink();
  }

  /**
   * Reduces every weight by the largest one that does not fit, and removes the keys that have none
   * left, so that at most {@code capacity} keys remain.
   */
  private void shrink() {
    if (weights.size() <= capacity) {
      return;
    }
    long cut =
        weights.values().stream().sorted((a, b) -> Long.compare(b, a)).toList().get(capacity);
    weights.replaceAll((key, weight) -> weight - cut);
    weights.values().removeIf(weight -> weight <= 0);
    error = Math.addExact(error, cut);
  }

  /**
   * The {@code k} heaviest keys, or all if there are fewer, the heaviest first. Keys of equal
   * weight are ordered by their {@code toString()}.
   */
  public List<KV<K, Long>> top(int k) {
    List<KV<K, Long>> ranked = new ArrayList<>();
    weights.forEach((key, weight) -> ranked.add(KV.of(key, weight)));
    ranked.sort(
        (a, b) -> {
          int heavier = Long.compare(b.getValue(), a.getValue());
          return heavier != 0 ? heavier : a.getKey().toString().compareTo(b.getKey().toString());
        });
    return List.copyOf(ranked.subList(0, Math.min(k, ranked.size())));
  }

  /** The bound on how far a weight may be too low; 0 while weights are exact. */
  public long error() {
    return error;
  }

  Map<K, Long> weights() {
    return weights;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TopKeys<?> that && error == that.error && weights.equals(that.weights);
  }

  @Override
  public int hashCode() {
    return weights.hashCode();
  }

  @Override
  public String toString() {
    return "TopKeys(" + top(10) + ", error " + error + ")";
  }
}
