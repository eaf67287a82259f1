package io.tidemark.internal.dedup;

import io.tidemark.change.Identity;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds duplicates among the elements of one key, during one visit of the key. It knows the ids of
 * the elements in the windows that the key keeps.
 *
 * <p>Recent ids are stored with the windows, and a key that has few needs nothing else. Of a key
 * with more, the others are stored in blocks ({@link IdBlockState}). A block is looked into only if
 * the event time of an element is within its own, and its filter does not rule the id out. So what
 * an element costs depends on the blocks of its time, and hardly on whether all are in memory.
 *
 * <p>A new block takes in the one before it as long as that is no larger, as digits are carried in
 * a binary counter. So each id is written a few times, and a key has few blocks. A block is removed
 * when the last of its elements is no longer held.
 */
public final class Deduplicator {

  /** The number of recent ids that are stored with the windows of a key without blocks. */
  static final int FEW = 64;

  /** The same for a key with blocks. Each block is read again for about as many ids. */
  static final int MOST_RECENT = 256;

  /** The number of ids beyond which blocks are not merged, as a block is removed as a whole. */
  static final int MOST_IN_BLOCK = 4_096;

  private final IdState stored;
  private final IdBlockState state;
  private final IdBlockCache cache;
  private final long oldest;

  /**
   * Begins a visit.
   *
   * @param stored what is stored with the windows of the key, which the deduplicator changes
   * @param state the blocks of the key
   * @param cache the blocks of all keys that are in memory
   * @param oldest the elements in blocks before this event time are no longer held
   */
  public Deduplicator(IdState stored, IdBlockState state, IdBlockCache cache, long oldest) {
    this.stored = stored;
    this.state = state;
    this.cache = cache;
    this.oldest = oldest;
  }

  /**
   * Compares an element with those that were added.
   *
   * @param timestampMillis its event time
   * @param content a hash of its content
   */
  public Fate find(Identity id, long timestampMillis, int content) {
    long hash = IdBlock.hash(id.high(), id.low(), timestampMillis);
    Fate fate = findIn(stored.recent, id, timestampMillis, content, hash);
    for (int i = stored.blocks.size() - 1; i >= 0 && fate == Fate.NEW; i--) {
      StoredBlock block = stored.blocks.get(i);
      if (block.covers(timestampMillis) && cache.filter(block, state).mayHave(hash)) {
        fate = findIn(cache.block(block, state), id, timestampMillis, content, hash);
      }
    }
    return fate;
  }

  private static Fate findIn(
      IdBlock block, Identity id, long timestampMillis, int content, long hash) {
    int position = block.find(id, timestampMillis, hash);
    if (position < 0) {
      return Fate.NEW;
    }
    return block.content(position) == content ? Fate.DUPLICATE : Fate.CONFLICT;
  }

  /** Adds an element that is new. */
  public void add(Identity id, long timestampMillis, int content) {
    stored.recent.add(id, timestampMillis, content);
  }

  /**
   * Adds the elements that are new, in their order. This is faster than one call for each if the
   * key has many ids, since each block is gone through once.
   *
   * @param timestamps the event time of each, in milliseconds
   * @param contents a hash of the content of each
   */
  public Fate[] addNew(Identity[] ids, long[] timestamps, int[] contents) {
    Fate[] fates = new Fate[ids.length];
    Arrays.fill(fates, Fate.NEW);
    long[] hashes = new long[ids.length];
    long earliest = Long.MAX_VALUE;
    long latest = Long.MIN_VALUE;
    for (int i = 0; i < ids.length; i++) {
      earliest = Math.min(earliest, timestamps[i]);
      latest = Math.max(latest, timestamps[i]);
      hashes[i] = IdBlock.hash(ids[i].high(), ids[i].low(), timestamps[i]);
    }
    for (StoredBlock block : stored.blocks) {
      if (block.earliest() <= latest && block.latest() >= earliest) {
        findIn(block, ids, timestamps, contents, hashes, fates);
      }
    }
    for (int i = 0; i < ids.length; i++) {
      if (fates[i] == Fate.NEW) {
        fates[i] = findIn(stored.recent, ids[i], timestamps[i], contents[i], hashes[i]);
      }
      if (fates[i] == Fate.NEW) {
        stored.recent.add(ids[i], timestamps[i], contents[i]);
      }
    }
    return fates;
  }

  private void findIn(
      StoredBlock block,
      Identity[] ids,
      long[] timestamps,
      int[] contents,
      long[] hashes,
      Fate[] fates) {
    IdFilter filter = null;
    for (int i = 0; i < ids.length; i++) {
      if (block.covers(timestamps[i])) {
        filter = filter == null ? cache.filter(block, state) : filter;
        if (fates[i] == Fate.NEW && filter.mayHave(hashes[i])) {
          fates[i] =
              findIn(cache.block(block, state), ids[i], timestamps[i], contents[i], hashes[i]);
        }
      }
    }
  }

  /** Forgets the ids of elements before this event time, as far as no others are in their block. */
  public void forgetBefore(long time) {
    stored.recent.forgetBefore(time);
    for (Iterator<StoredBlock> each = stored.blocks.iterator(); each.hasNext(); ) {
      StoredBlock block = each.next();
      if (block.latest() < time) {
        remove(block);
        each.remove();
      }
    }
  }

  /**
   * Ends the visit: writes recent ids to a block if there are too many. What is stored with the
   * windows is up to date afterwards, and is written by the caller.
   */
  public void save() {
    if (stored.recent.size() > (stored.blocks.isEmpty() ? FEW : MOST_RECENT)) {
      store(stored.recent);
      stored.recent = new IdBlock();
    }
  }

  /** Writes a block, merged with the blocks before it that are no larger. */
  private void store(IdBlock added) {
    IdBlock block = added;
    List<StoredBlock> blocks = stored.blocks;
    while (!blocks.isEmpty() && takesIn(block, blocks.get(blocks.size() - 1))) {
      StoredBlock last = blocks.remove(blocks.size() - 1);
      block = block.after(cache.block(last, state), oldest);
      remove(last);
    }
    long number = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
    state.put(number, block);
    cache.remember(number, block);
    blocks.add(new StoredBlock(number, block.size(), block.earliest(), block.latest()));
  }

  private static boolean takesIn(IdBlock block, StoredBlock last) {
    return last.size() <= block.size() && last.size() + block.size() <= MOST_IN_BLOCK;
  }

  private void remove(StoredBlock block) {
    state.remove(block.number());
    cache.forget(block.number());
  }
}
