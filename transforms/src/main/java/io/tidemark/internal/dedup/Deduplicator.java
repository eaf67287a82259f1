package io.tidemark.internal.dedup;

import io.tidemark.internal.version.CacheToken;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Finds duplicates among the elements of one key, during one visit of the key. It knows the ids of
 * the elements in the windows that the key keeps.
 *
 * <p>Up to {@link #FEW} recent ids are stored with the windows, and a key that has no others needs
 * nothing else. Of a key with more, the others are stored in blocks ({@link IdBlockState}), and all
 * are kept in memory as an {@link IdSet} from one visit to the next ({@link IdSetCache}).
 */
public final class Deduplicator {

  /** The number of recent ids that are stored with the windows and searched one by one. */
  static final int FEW = 64;

  private final IdState stored;
  private final IdBlockState blocks;
  private final IdSetCache cache;
  private final Object key;
  private @Nullable IdSet idSet;
  private boolean hasChanged;

  /**
   * Begins a visit. If the key has blocks and its set is not in the cache, all blocks are read.
   *
   * @param stored what is stored with the windows of the key, which the deduplicator changes
   * @param blocks the blocks of the key
   * @param cache the sets of the keys that were visited last
   * @param key the key, as it is known to the cache
   * @param oldest the ids of elements before this event time are ignored
   */
  public Deduplicator(
      IdState stored, IdBlockState blocks, IdSetCache cache, Object key, long oldest) {
    this.stored = stored;
    this.blocks = blocks;
    this.cache = cache;
    this.key = key;
    if (stored.token != CacheToken.NONE) {
      idSet = cache.take(key, stored.token);
      if (idSet == null) {
        idSet = IdSet.read(stored.blocks, blocks, oldest);
        idSet.addAll(stored.recent);
      }
    }
  }

  /** Whether all ids are recent ones, which are searched one by one. */
  public boolean areFew() {
    return idSet == null;
  }

  /** Whether an element with this id was added. */
  public boolean contains(long id) {
    return idSet == null ? stored.recent.contains(id) : idSet.contains(id);
  }

  /** Adds an id that is not there yet. */
  public void add(long id, long timestampMillis) {
    stored.recent.add(id, timestampMillis);
    hasChanged = true;
    if (idSet != null) {
      idSet.add(id);
    } else if (stored.recent.size() > FEW) {
      idSet = new IdSet();
      idSet.addAll(stored.recent);
    }
  }

  /**
   * Adds the ids that are not there yet, in their order. This is faster than one call for each if
   * the key has many ids.
   *
   * @param timestamps the event time of each, in milliseconds
   * @return for each id whether it was there already, also by an earlier one of this call
   */
  public boolean[] addNew(long[] ids, long[] timestamps) {
    if (idSet != null) {
      idSet.fetch(ids);
    }
    boolean[] duplicates = new boolean[ids.length];
    for (int i = 0; i < ids.length; i++) {
      duplicates[i] = !addIfNew(ids[i], timestamps[i]);
    }
    return duplicates;
  }

  /** Adds an id; returns false if it was there already. */
  public boolean addIfNew(long id, long timestampMillis) {
    if (idSet == null) {
      if (stored.recent.contains(id)) {
        return false;
      }
      add(id, timestampMillis);
      return true;
    }
    if (!idSet.add(id)) {
      return false;
    }
    stored.recent.add(id, timestampMillis);
    hasChanged = true;
    return true;
  }

  /** Forgets the ids of elements before this event time. */
  public void forgetBefore(long oldest) {
    if (idSet != null) {
      idSet.forgetBefore(oldest, stored.recent, blocks);
    }
    stored.recent.forgetBefore(oldest);
    hasChanged = true;
  }

  /**
   * Ends the visit: writes recent ids to a block if they are more than a few, and remembers the set
   * in the cache. What is stored with the windows is up to date afterwards, and is written by the
   * caller.
   */
  public void save() {
    if (idSet == null) {
      return;
    }
    if (stored.recent.size() > FEW) {
      idSet.store(stored.recent, blocks);
      stored.recent = new IdBlock();
    }
    if (hasChanged) {
      stored.blocks = idSet.numbers();
      stored.token = idSet.isStored() ? CacheToken.draw() : CacheToken.NONE;
    }
    if (idSet.isStored()) {
      cache.remember(key, stored.token, idSet);
    }
  }
}
