package io.tidemark.internal.dedup;

import com.carrotsearch.hppc.LongHashSet;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;

/**
 * All identities of a key that holds many: in memory as a set, in state with their event times as
 * blocks under running numbers. A block takes in the one before it as long as that is no larger, as
 * the digits of a binary counter do: each identity is written a few times, and a key has few
 * blocks. A block is removed when the last of its elements is no longer held.
 */
final class IdSet {

  /** Blocks are not merged beyond this: what is stored together is forgotten together. */
  static final int MOST_IN_BLOCK = 4_096;

  /**
   * A block in state.
   *
   * @param forgotten its identities of elements before this count no more
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

  /** Places of a set are read ahead of what depends on them; see {@link #fetch}. */
  private static final class PrefetchedSet extends LongHashSet {

    long read(long[] ids) {
      long all = 0;
      for (long id : ids) {
        all += keys[id == 0 ? 0 : hashKey(id) & mask]; // 0 has no place
      }
      return all;
    }
  }

  private final PrefetchedSet identities = new PrefetchedSet();
  private final List<StoredBlock> blocks = new ArrayList<>();

  /** What was read; kept, or a compiler would not read it. */
  @SuppressWarnings("unused")
  private long fetched;

  /**
   * As stored, without those of elements before {@code oldest}.
   *
   * @param numbers of the blocks, ascending
   */
  static IdSet read(List<Long> numbers, IdBlockState state, long oldest) {
    IdSet table = new IdSet();
    for (long number : numbers) {
      IdBlock block = state.get(number);
      table.blocks.add(StoredBlock.of(number, block, oldest));
      table.identities.addAll(block.within(oldest, Long.MAX_VALUE));
    }
    return table;
  }

  /** The numbers of the blocks in state, ascending. */
  List<Long> numbers() {
    List<Long> numbers = new ArrayList<>(blocks.size());
    for (StoredBlock block : blocks) {
      numbers.add(block.number());
    }
    return numbers;
  }

  boolean contains(long identity) {
    return identities.contains(identity);
  }

  /** False if it was there already. */
  boolean add(long identity) {
    return identities.add(identity);
  }

  /**
   * Brings the places of these identities into the processor's caches. A set that is visited now
   * and then is in none of them, and to wait for one place after the other was two fifths of the
   * task that keeps the windows; reads that do not depend on each other wait together.
   */
  void fetch(long[] ids) {
    fetched = identities.read(ids);
  }

  void addAll(IdBlock block) {
    identities.addAll(block.within(Long.MIN_VALUE, Long.MAX_VALUE));
  }

  /** How many identities there are. */
  int size() {
    return identities.size();
  }

  /** Whether some stand in state. */
  boolean isStored() {
    return !blocks.isEmpty();
  }

  /**
   * Forgets those of elements before {@code oldest}.
   *
   * @param recent those of the table that do not stand in state yet
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

  private void removeAll(long[] ids) {
    fetch(ids);
    for (long id : ids) {
      identities.remove(id);
    }
  }

  /** Writes identities that the table has already; the block may not change any more. */
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

  private boolean isTakenInBy(IdBlock block) {
    StoredBlock last = blocks.get(blocks.size() - 1);
    return last.size() <= block.size() && last.size() + block.size() <= MOST_IN_BLOCK;
  }
}
