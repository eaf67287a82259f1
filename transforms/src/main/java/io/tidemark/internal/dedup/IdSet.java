package io.tidemark.internal.dedup;

import com.carrotsearch.hppc.LongHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;

/**
 * All ids of a key that has many: in memory as a set, and in state, with their event times, as
 * blocks under running numbers.
 *
 * <p>A new block takes in the one before it as long as that is no larger, as digits are carried in
 * a binary counter. So each id is written a few times, and a key has few blocks. A block is removed
 * when the ids of all its elements have been forgotten.
 */
final class IdSet {

  /** The number of ids beyond which blocks are not merged, as a block is removed as a whole. */
  static final int MOST_IN_BLOCK = 4_096;

  /**
   * What is known in memory of a block in state.
   *
   * @param earliest the event time of its earliest element
   * @param latest the event time of its latest element
   * @param forgotten the ids of its elements before this event time have been forgotten
   */
  private record StoredBlock(long number, int size, long earliest, long latest, long forgotten) {

    static StoredBlock of(long number, IdBlock block, long forgotten) {
      return new StoredBlock(number, block.size(), block.earliest(), block.latest(), forgotten);
    }

    boolean hasBefore(long oldest) {
      return Math.max(earliest, forgotten) < oldest;
    }

    boolean isForgotten() {
      return latest < forgotten;
    }

    StoredBlock forgottenBefore(long oldest) {
      return new StoredBlock(number, size, earliest, latest, oldest);
    }
  }

  /** A set whose slots can be read ahead of use; see {@link #fetch}. */
  private static final class PrefetchedSet extends LongHashSet {

    long read(long[] ids) {
      long all = 0;
      for (long id : ids) {
        all += keys[id == 0 ? 0 : hashKey(id) & mask]; // The id 0 has no slot.
      }
      return all;
    }
  }

  private final PrefetchedSet ids = new PrefetchedSet();
  private final List<StoredBlock> blocks = new ArrayList<>();

  /** The sum of what was read ahead. Without a use of it a compiler might leave out the reads. */
  @SuppressWarnings("unused")
  private long fetched;

  /**
   * Reads the ids from their blocks, except those of elements before {@code oldest}.
   *
   * @param numbers the numbers of the blocks, ascending
   */
  static IdSet read(List<Long> numbers, IdBlockState state, long oldest) {
    IdSet idSet = new IdSet();
    for (long number : numbers) {
      IdBlock block = state.get(number);
      idSet.blocks.add(StoredBlock.of(number, block, oldest));
      idSet.ids.addAll(block.within(oldest, Long.MAX_VALUE));
    }
    return idSet;
  }

  /** The numbers of the blocks in state, ascending. */
  List<Long> numbers() {
    List<Long> numbers = new ArrayList<>(blocks.size());
    for (StoredBlock block : blocks) {
      numbers.add(block.number());
    }
    return numbers;
  }

  boolean contains(long id) {
    return ids.contains(id);
  }

  /** Adds an id; returns false if it was there already. */
  boolean add(long id) {
    return ids.add(id);
  }

  /**
   * Brings the slots of these ids into the processor's caches. A set that is visited now and then
   * is in none of them, and waiting for one slot after the other took two fifths of the time of the
   * step that keeps the windows. Reads that do not depend on each other wait together.
   */
  void fetch(long[] wanted) {
    fetched = ids.read(wanted);
  }

  void addAll(IdBlock block) {
    ids.addAll(block.within(Long.MIN_VALUE, Long.MAX_VALUE));
  }

  /** The number of ids. */
  int size() {
    return ids.size();
  }

  /** Whether the key has blocks in state. */
  boolean isStored() {
    return !blocks.isEmpty();
  }

  /**
   * Forgets the ids of elements before {@code oldest}.
   *
   * @param recent the ids that are in no block yet
   */
  void forgetBefore(long oldest, IdBlock recent, IdBlockState state) {
    removeAll(recent.within(Long.MIN_VALUE, oldest));
    for (ListIterator<StoredBlock> each = blocks.listIterator(); each.hasNext(); ) {
      StoredBlock block = each.next();
      if (block.hasBefore(oldest)) {
        IdBlock stored = state.get(block.number());
        removeAll(stored.within(block.forgotten(), oldest));
        block = block.forgottenBefore(oldest);
        each.set(block);
      }
      if (block.isForgotten()) {
        state.remove(block.number());
        each.remove();
      }
    }
  }

  private void removeAll(long[] removed) {
    fetch(removed);
    for (long id : removed) {
      ids.remove(id);
    }
  }

  /**
   * Writes a block of ids to state, merged with the blocks before it that are no larger.
   *
   * @param added ids that the set contains already; the block must not change any more
   */
  void store(IdBlock added, IdBlockState state) {
    IdBlock block = added;
    while (!blocks.isEmpty() && isTakenInBy(block)) {
      StoredBlock last = blocks.remove(blocks.size() - 1);
      block = block.after(state.get(last.number()), last.forgotten());
      state.remove(last.number());
    }
    long number = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).number() + 1;
    state.put(number, block);
    blocks.add(StoredBlock.of(number, block, Long.MIN_VALUE));
  }

  /** Whether a block is to be merged with the last one in state. */
  private boolean isTakenInBy(IdBlock block) {
    StoredBlock last = blocks.get(blocks.size() - 1);
    return last.size() <= block.size() && last.size() + block.size() <= MOST_IN_BLOCK;
  }
}
