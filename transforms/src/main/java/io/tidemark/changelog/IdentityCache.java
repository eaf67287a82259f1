package io.tidemark.changelog;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.state.MapState;

/**
 * Identities of the keys that were visited last, so that they are not read from state at each
 * visit: as many as take up about a thirty-second of the heap.
 *
 * <p>A visit that changes the identities of a key draws a stamp, and stores it with the windows.
 * What is remembered counts only if the stored stamp is the same: not after another worker has had
 * the key, nor after a bundle that failed.
 */
final class IdentityCache {

  /** The stamp of a key that has no identities. */
  static final long NONE = 0;

  private static final int BYTES_OF_IDENTITY = 32;
  private static final int IDENTITIES_OF_KEY = 8;

  private record Remembered(long stamp, Identities identities, long weight) {}

  private final Map<Object, Remembered> keys = new LinkedHashMap<>();
  private final long most;
  private long weight;

  IdentityCache() {
    this(Runtime.getRuntime().maxMemory() / 32 / BYTES_OF_IDENTITY);
  }

  /** Remembers the keys visited last that have at most so many identities, all together. */
  IdentityCache(long most) {
    this.most = most;
  }

  /**
   * The identities of a key, as they were when the stamp was drawn. They are remembered no more:
   * should the visit fail, they are read anew.
   */
  Identities take(Object key, long stamp, MapState<Long, IdentityBlock> state, long oldest) {
    Remembered remembered = keys.remove(key);
    if (remembered != null) {
      weight -= remembered.weight();
    }
    if (stamp == NONE) {
      return Identities.none(state);
    }
    return remembered != null && remembered.stamp() == stamp
        ? remembered.identities().in(state)
        : Identities.read(state, oldest);
  }

  /** Remembers the identities of a key that is not remembered. */
  void remember(Object key, long stamp, Identities identities) {
    Remembered visited = new Remembered(stamp, identities, identities.size() + IDENTITIES_OF_KEY);
    keys.put(key, visited);
    weight += visited.weight();
    for (Iterator<Remembered> longAgo = keys.values().iterator(); weight > most; ) {
      weight -= longAgo.next().weight();
      longAgo.remove();
    }
  }
}
