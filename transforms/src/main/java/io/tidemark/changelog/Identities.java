package io.tidemark.changelog;

import com.carrotsearch.hppc.LongLongHashMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.state.MapState;

/**
 * The identities of the elements that a key holds: in memory as a table, in state as blocks.
 *
 * <p>What arrives together is stored as one block under the next number. A block takes in the one
 * before it as long as that is no larger, as the digits of a binary counter do: each identity is
 * written a few times, and a key has few blocks. A block is removed when the last of its elements
 * is no longer held.
 */
final class Identities {

  /** Blocks are not merged beyond this: what is stored together is forgotten together. */
  static final int MOST_IN_BLOCK = 4_096;

  private record StoredBlock(long number, int size, long latest) {}

  private final MapState<Long, IdentityBlock> state;
  private final LongLongHashMap timestamps;
  private final List<StoredBlock> blocks;

  /** Elements before this are no longer held. */
  private long oldest;

  private IdentityBlock arrived = new IdentityBlock();
  private boolean hasForgotten;

  private Identities(
      MapState<Long, IdentityBlock> state,
      LongLongHashMap timestamps,
      List<StoredBlock> blocks,
      long oldest) {
    this.state = state;
    this.timestamps = timestamps;
    this.blocks = blocks;
    this.oldest = oldest;
  }

  /** Of a key that has none. */
  static Identities none(MapState<Long, IdentityBlock> state) {
    return new Identities(state, new LongLongHashMap(), new ArrayList<>(), Long.MIN_VALUE);
  }

  /** As stored, without those of elements before {@code oldest}. */
  static Identities read(MapState<Long, IdentityBlock> state, long oldest) {
    Identities identities = new Identities(state, new LongLongHashMap(), new ArrayList<>(), oldest);
    for (Map.Entry<Long, IdentityBlock> stored : state.entries().read()) {
      IdentityBlock block = stored.getValue();
      identities.blocks.add(new StoredBlock(stored.getKey(), block.size(), block.latest()));
      for (int i = 0; i < block.size(); i++) {
        if (block.timestamp(i) >= oldest) {
          identities.timestamps.put(block.identity(i), block.timestamp(i));
        }
      }
    }
    identities.blocks.sort(Comparator.comparing(StoredBlock::number));
    return identities;
  }

  /** The same, written to the state of another call. */
  Identities in(MapState<Long, IdentityBlock> state) {
    return new Identities(state, timestamps, blocks, oldest);
  }

  boolean contains(long identity) {
    return timestamps.containsKey(identity);
  }

  void add(long identity, long timestampMillis) {
    oldest = Math.min(oldest, timestampMillis);
    timestamps.put(identity, timestampMillis);
    arrived.add(identity, timestampMillis);
  }

  /** How many there are. */
  int size() {
    return timestamps.size();
  }

  /** Forgets those of elements before {@code oldest}. */
  void forgetBefore(long oldest) {
    this.oldest = oldest;
    timestamps.removeAll((identity, timestamp) -> timestamp < oldest);
    blocks.removeIf(
        block -> {
          if (block.latest() < oldest) {
            state.remove(block.number());
          }
          return block.latest() < oldest;
        });
    hasForgotten = true;
  }

  /** Writes what has changed; whether anything has. */
  boolean save() {
    if (arrived.size() > 0) {
      while (!blocks.isEmpty() && takesIn(blocks.get(blocks.size() - 1))) {
        StoredBlock last = blocks.remove(blocks.size() - 1);
        arrived = arrived.after(state.get(last.number()).read(), oldest);
        state.remove(last.number());
      }
      long number = blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).number() + 1;
      state.put(number, arrived);
      blocks.add(new StoredBlock(number, arrived.size(), arrived.latest()));
      return true;
    }
    return hasForgotten;
  }

  private boolean takesIn(StoredBlock last) {
    return last.size() <= arrived.size() && last.size() + arrived.size() <= MOST_IN_BLOCK;
  }
}
