package io.tidemark.internal.dedup;

import io.tidemark.internal.version.CacheToken;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The identities of the elements that one key holds, during one visit. The last few stand with the
 * windows, as a key that is visited seldom needs no more; the others in a state of their own, of
 * which an {@link IdSet} is kept in memory.
 */
public final class Deduplicator {

  /** As many are looked through one by one. */
  static final int FEW = 64;

  private final IdState ids;
  private final IdBlockState state;
  private final IdSetCache cache;
  private final Object key;
  private @Nullable IdSet table;
  private boolean hasChanged;

  /**
   * For one visit.
   *
   * @param key by which the cache knows it
   * @param oldest identities of elements before this event time do not count
   */
  public Deduplicator(IdState ids, IdBlockState state, IdSetCache cache, Object key, long oldest) {
    this.ids = ids;
    this.state = state;
    this.cache = cache;
    this.key = key;
    if (ids.token != CacheToken.NONE) {
      table = cache.take(key, ids.token);
      if (table == null) {
        table = IdSet.read(ids.blocks, state, oldest);
        table.addAll(ids.recent);
      }
    }
  }

  /** Whether they are looked through one by one. */
  public boolean areFew() {
    return table == null;
  }

  public boolean contains(long identity) {
    return table == null ? ids.recent.contains(identity) : table.contains(identity);
  }

  public void add(long identity, long timestampMillis) {
    ids.recent.add(identity, timestampMillis);
    hasChanged = true;
    if (table != null) {
      table.add(identity);
    } else if (ids.recent.size() > FEW) {
      table = new IdSet();
      table.addAll(ids.recent);
    }
  }

  /**
   * Adds those that are new, in their order; notes for each whether it is a duplicate.
   *
   * @param timestamps the event time of each, in milliseconds
   */
  public boolean[] addNew(long[] identities, long[] timestamps) {
    if (table != null) {
      table.fetch(identities);
    }
    boolean[] duplicates = new boolean[identities.length];
    for (int i = 0; i < identities.length; i++) {
      duplicates[i] = !addIfNew(identities[i], timestamps[i]);
    }
    return duplicates;
  }

  /** False if it was there already. */
  public boolean addIfNew(long identity, long timestampMillis) {
    if (table == null) {
      if (ids.recent.contains(identity)) {
        return false;
      }
      add(identity, timestampMillis);
      return true;
    }
    if (!table.add(identity)) {
      return false;
    }
    ids.recent.add(identity, timestampMillis);
    hasChanged = true;
    return true;
  }

  /** Forgets those of elements before {@code oldest}. */
  public void forgetBefore(long oldest) {
    if (table != null) {
      table.forgetBefore(oldest, ids.recent, state);
    }
    ids.recent.forgetBefore(oldest);
    hasChanged = true;
  }

  /** Stores what has changed beside the windows, and notes with them what is stored. */
  public void save() {
    if (table == null) {
      return;
    }
    if (ids.recent.size() > FEW) {
      table.store(ids.recent, state);
      ids.recent = new IdBlock();
    }
    if (hasChanged) {
      ids.blocks = table.numbers();
      ids.token = table.isStored() ? CacheToken.draw() : CacheToken.NONE;
    }
    if (table.isStored()) {
      cache.remember(key, ids.token, table);
    }
  }
}
