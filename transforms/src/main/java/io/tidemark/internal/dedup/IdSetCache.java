package io.tidemark.internal.dedup;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The id sets of the keys that were visited last, in memory, so that they are not read from state
 * at each visit. Sets that were not visited for the longest time are removed first. If a worker has
 * one instance of the step for each processor, the sets take up an eighth of its heap at most.
 *
 * <p>A visit that changes the ids of a key draws a {@link io.tidemark.internal.version.CacheToken},
 * and stores it with the windows. A set in memory is used only if it was remembered with the token
 * that is stored, so not after another worker has visited the key, nor after a bundle that failed.
 */
public final class IdSetCache {

  /**
   * An estimate of what an id takes: a slot of eight bytes, while about half of them are in use.
   */
  private static final int BYTES_OF_ID = 16;

  private record Remembered(long token, IdSet ids, long weight) {}

  private final Map<Object, Remembered> keys = new LinkedHashMap<>();
  private final long most;
  private long weight;

  /** A cache for one of as many instances as the machine has processors. */
  public IdSetCache() {
    this(
        Runtime.getRuntime().maxMemory()
            / 8
            / Runtime.getRuntime().availableProcessors()
            / BYTES_OF_ID);
  }

  /**
   * A cache with a limit.
   *
   * @param most the number of ids in all sets together
   */
  IdSetCache(long most) {
    this.most = most;
  }

  /**
   * Takes out the set of a key, or null if there is none with this token. It is gone from the cache
   * either way: should the visit fail, the set is rebuilt from state.
   */
  @Nullable IdSet take(Object key, long token) {
    Remembered remembered = keys.remove(key);
    if (remembered == null) {
      return null;
    }
    weight -= remembered.weight();
    return remembered.token() == token ? remembered.ids() : null;
  }

  /** Remembers the set of a key, of which there is none in the cache. */
  void remember(Object key, long token, IdSet ids) {
    Remembered visited = new Remembered(token, ids, ids.size());
    keys.put(key, visited);
    weight += visited.weight();
    for (Iterator<Remembered> longAgo = keys.values().iterator(); weight > most; ) {
      weight -= longAgo.next().weight();
      longAgo.remove();
    }
  }
}
