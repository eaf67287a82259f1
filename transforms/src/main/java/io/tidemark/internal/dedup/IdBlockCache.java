package io.tidemark.internal.dedup;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.function.ToLongFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Blocks of all keys in memory, and the filters of more blocks, so that few are read from state.
 * What was not used for the longest time is removed first. A block never changes and its number is
 * never given again, so what is in memory is right for as long as the state has the number.
 *
 * <p>Blocks take up half of the cache and filters the other half. A filter is a twelfth of its
 * block, so there are filters for twelve times as many ids as there are in blocks.
 */
public final class IdBlockCache {

  private final Least<IdBlock> blocks;
  private final Least<IdFilter> filters;

  /**
   * A cache for one of as many instances as the machine has processors, which together take up an
   * eighth of the heap at most.
   */
  public IdBlockCache() {
    this(Runtime.getRuntime().maxMemory() / 8 / Runtime.getRuntime().availableProcessors());
  }

  /**
   * A cache with a limit.
   *
   * @param bytes the bytes that all blocks and filters may take up
   */
  public IdBlockCache(long bytes) {
    blocks = new Least<>(bytes / 2, block -> (long) block.size() * IdBlock.BYTES_OF_ID);
    filters = new Least<>(bytes / 2, IdFilter::bytes);
  }

  /** The block with this number, from memory or else from state. */
  IdBlock block(StoredBlock stored, IdBlockState state) {
    IdBlock block = blocks.get(stored.number());
    if (block == null) {
      block = state.get(stored.number());
      blocks.put(stored.number(), block);
    }
    return block;
  }

  /** The filter of a block, which is made of the block if it is not in memory. */
  IdFilter filter(StoredBlock stored, IdBlockState state) {
    IdFilter filter = filters.get(stored.number());
    if (filter == null) {
      filter = new IdFilter(block(stored, state));
      filters.put(stored.number(), filter);
    }
    return filter;
  }

  /** Remembers a block that was written. */
  void remember(long number, IdBlock block) {
    blocks.put(number, block);
    filters.put(number, new IdFilter(block));
  }

  /** Forgets a block that was removed. */
  void forget(long number) {
    blocks.remove(number);
    filters.remove(number);
  }

  /** The values that were used last, up to a number of bytes. */
  private static final class Least<T> {
    private static final int BYTES_OF_ENTRY = 128;

    private final LinkedHashMap<Long, T> values = new LinkedHashMap<>(16, 0.75f, true);
    private final long most;
    private final ToLongFunction<T> bytes;
    private long weight;

    Least(long most, ToLongFunction<T> bytes) {
      this.most = most;
      this.bytes = bytes;
    }

    @Nullable T get(long number) {
      return values.get(number);
    }

    void put(long number, T value) {
      remove(number);
      values.put(number, value);
      weight += weightOf(value);
      for (Iterator<T> longAgo = values.values().iterator(); weight > most && longAgo.hasNext(); ) {
        weight -= weightOf(longAgo.next());
        longAgo.remove();
      }
    }

    void remove(long number) {
      T removed = values.remove(number);
      weight -= removed == null ? 0 : weightOf(removed);
    }

    private long weightOf(T value) {
      return bytes.applyAsLong(value) + BYTES_OF_ENTRY;
    }
  }
}
