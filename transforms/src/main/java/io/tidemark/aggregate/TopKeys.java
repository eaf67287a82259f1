package io.tidemark.aggregate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.KV;

/**
 * The weight of each key, for as many keys as fit: of {@code a 3, b 1, a 2} the heaviest is {@code
 * a 5}.
 *
 * <p>Exact, in any order and grouping, while there are at most {@code capacity} keys. Beyond that
 * it is a Misra-Gries summary: every weight told is at most {@link #error()} below the true one and
 * never above it, a key not told weighs at most that, and the error is at most the total weight
 * divided by {@code capacity + 1}. Which keys beyond the bound survive may depend on the order, and
 * each new key then costs a sort of all weights: choose a capacity that windows seldom exceed.
 */
public final class TopKeys<K> {
  private final int capacity;
  private final Map<K, Long> weights = new HashMap<>();
  private long error;

  /** Room for {@code capacity} keys, at least 1. */
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

  /** Adds a weight of at least 0 to a key. Scale fractions to whole units, e.g. microdollars. */
  public void add(K key, long weight) {
    if (weight < 0) {
      throw new IllegalArgumentException(
          "weight of " + key + " is " + weight + ": allowed are 0 and more");
    }
    weights.merge(key, weight, Math::addExact);
    shrink();
  }

  /** Takes in all keys of {@code other}, which stays as it is. */
  public void mergeWith(TopKeys<K> other) {
    other.weights.forEach((key, weight) -> weights.merge(key, weight, Math::addExact));
    error = Math.addExact(error, other.error);
    shrink();
  }

  /** Takes from every key the largest weight that does not fit, so that at most capacity remain. */
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
   * The {@code k} heaviest keys, the heaviest first; those of equal weight by the text of the key.
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

  /** The most that a weight may be too low; 0 while exact. */
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
