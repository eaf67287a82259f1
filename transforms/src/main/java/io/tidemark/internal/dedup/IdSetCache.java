package io.tidemark.internal.dedup;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Identities of the keys that were visited last, so that they are not read from state at each
 * visit. Where a worker has an instance of the step for each processor, they take up an eighth of
 * its heap.
 *
 * <p>A visit that changes the identities of a key draws a stamp, and stores it with the windows.
 * What is remembered counts only if the stored stamp is the same: not after another worker has had
 * the key, nor after a bundle that failed.
 */
public final class IdSetCache {

  private static final int BYTES_OF_IDENTITY = 16;

  private record Remembered(long stamp, IdSet identities, long weight) {}

  private final Map<Object, Remembered> keys = new LinkedHashMap<>();
  private final long most;
  private long weight;

  public IdSetCache() {
    this(
        Runtime.getRuntime().maxMemory()
            / 8
            / Runtime.getRuntime().availableProcessors()
            / BYTES_OF_IDENTITY);
  }

  /** Remembers the keys visited last that have at most so many identities, all together. */
  IdSetCache(long most) {
    this.most = most;
  }

  /**
   * The identities of a key as they were when the stamp was drawn; null if they are not remembered.
   * They no longer are, either way: should the visit fail, they are read anew.
   */
  @Nullable IdSet take(Object key, long stamp) {
    Remembered remembered = keys.remove(key);
    if (remembered == null) {
      return null;
    }
    weight -= remembered.weight();
    return remembered.stamp() == stamp ? remembered.identities() : null;
  }

  /** Remembers the identities of a key that is not remembered. */
  void remember(Object key, long stamp, IdSet identities) {
    Remembered visited = new Remembered(stamp, identities, identities.size());
    keys.put(key, visited);
    weight += visited.weight();
    for (Iterator<Remembered> longAgo = keys.values().iterator(); weight > most; ) {
      weight -= longAgo.next().weight();
      longAgo.remove();
    }
  }
}
