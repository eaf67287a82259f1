package io.tidemark.changelog;

import com.carrotsearch.hppc.LongLongHashMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.state.MapState;

/**
 * All identities of a key that holds many: in memory as a table, in state as blocks under running
 * numbers. A block takes in the one before it as long as that is no larger, as the digits of a
 * binary counter do: each identity is written a few times, and a key has few blocks. A block is
 * removed when the last of its elements is no longer held.
 */
final class IdentityTable {

  /** Blocks are not merged beyond this: what is stored together is forgotten together. */
  static final int MOST_IN_BLOCK = 4_096;

  private record StoredBlock(long number, int size, long latest) {}

  private final LongLongHashMap timestamps = new LongLongHashMap();
  private final List<StoredBlock> blocks = new ArrayList<>();

  /** Elements before this are no longer held. */
  private long oldest = Long.MAX_VALUE;

  /** As stored, without those of elements before {@code oldest}. */
  static IdentityTable read(MapState<Long, IdentityBlock> state, long oldest) {
    IdentityTable table = new IdentityTable();
    table.oldest = oldest;
    for (Map.Entry<Long, IdentityBlock> stored : state.entries().read()) {
      IdentityBlock block = stored.getValue();
      table.blocks.add(new StoredBlock(stored.getKey(), block.size(), block.latest()));
      for (int i = 0; i < block.size(); i++) {
        if (block.timestamp(i) >= oldest) {
          table.timestamps.put(block.identity(i), block.timestamp(i));
        }
      }
    }
    table.blocks.sort(Comparator.comparing(StoredBlock::number));
    return table;
  }

  boolean contains(long identity) {
    return timestamps.containsKey(identity);
  }

  void add(long identity, long timestampMillis) {
    oldest = Math.min(oldest, timestampMillis);
    timestamps.put(identity, timestampMillis);
  }

  void addAll(IdentityBlock block) {
    for (int i = 0; i < block.size(); i++) {
      add(block.identity(i), block.timestamp(i));
    }
  }

  /** How many identities there are. */
  int size() {
    return timestamps.size();
  }

  /** Whether some stand in state. */
  boolean isStored() {
    return !blocks.isEmpty();
  }

  /** Forgets those of elements before {@code oldest}. */
  void forgetBefore(long oldest, MapState<Long, IdentityBlock> state) {
    this.oldest = oldest;
    timestamps.removeAll((identity, timestamp) -> timestamp < oldest);
    blocks.stream()
        .filter(block -> block.latest() < oldest)
        .forEach(block -> state.remove(block.number()));
    blocks.removeIf(block -> block.latest() < oldest);
  }

  /** Writes identities that the table has already; the block may not change any more. */
  void store(IdentityBlock added, MapState<Long, IdentityBlock> state) {
    IdentityBlock block = added;
    while (!blocks.isEmpty() && isTakenInBy(block)) {
      StoredBlock last = blocks.remove(blocks.size() - 1);
      block = block.after(state.get(last.number()).read(), oldest);
      state.remove(last.number());
    }
    long number = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).number() + 1;
    state.put(number, block);
    blocks.add(new StoredBlock(number, block.size(), block.latest()));
  }

  private boolean isTakenInBy(IdentityBlock block) {
    StoredBlock last = blocks.get(blocks.size() - 1);
    return last.size() <= block.size() && last.size() + block.size() <= MOST_IN_BLOCK;
  }
}
