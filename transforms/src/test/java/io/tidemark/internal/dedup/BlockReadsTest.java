package io.tidemark.internal.dedup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.change.Identity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** How many blocks are read from state for a thousand new ids, if so many ids are held. */
class BlockReadsTest {
  private static final int IDS = 200_000;
  private static final int IN_A_VISIT = 50;

  private final Random random = new Random(5);
  private long reads;

  /** The blocks of one key. */
  private final class Blocks implements IdBlockState {
    private final Map<Long, IdBlock> held = new HashMap<>();

    @Override
    public IdBlock get(long number) {
      reads++;
      return held.get(number);
    }

    @Override
    public void put(long number, IdBlock block) {
      held.put(number, block);
    }

    @Override
    public void remove(long number) {
      held.remove(number);
    }
  }

  @Test
  void ofOneKeyInTheOrderOfTime() {
    assertThat(curve(1, i -> i), is(List.of(0L, 0L, 0L, 0L)));
  }

  @Test
  void ofOneKeyInNoOrder() {
    assertThat(curve(1, i -> random.nextInt(IDS)), is(List.of(0L, 0L, 1L, 2L)));
  }

  @Test
  void ofAHundredKeysInTurn() {
    assertThat(curve(100, i -> i), is(List.of(0L, 0L, 0L, 1L)));
  }

  @Test
  void ofAHundredKeysInTurnInNoOrder() {
    assertThat(curve(100, i -> random.nextInt(IDS)), is(List.of(0L, 0L, 0L, 1L)));
  }

  /** The reads if a tenth, one, two and ten times the ids that the cache has room for are held. */
  private List<Long> curve(int keys, LongUnaryOperator time) {
    return DoubleStream.of(0.1, 1, 2, 10)
        .mapToObj(times -> readsOfAThousand(keys, times, time))
        .toList();
  }

  /** Adds all ids; the reads of the second half are counted. */
  private long readsOfAThousand(int keys, double timesTheCache, LongUnaryOperator time) {
    IdBlockCache cache = new IdBlockCache((long) (IDS / timesTheCache) * 2 * IdBlock.BYTES_OF_ID);
    IdState[] ids = new IdState[keys];
    Blocks[] blocks = new Blocks[keys];
    for (int key = 0; key < keys; key++) {
      ids[key] = new IdState();
      blocks[key] = new Blocks();
    }
    for (int i = 0; i < IDS; i += IN_A_VISIT) {
      if (i == IDS / 2) {
        reads = 0;
      }
      int key = i / IN_A_VISIT % keys;
      Deduplicator visit = new Deduplicator(ids[key], blocks[key], cache, Long.MIN_VALUE);
      Identity[] batch = new Identity[IN_A_VISIT];
      long[] timestamps = new long[IN_A_VISIT];
      for (int j = 0; j < IN_A_VISIT; j++) {
        batch[j] = Identity.of(String.valueOf(i + j));
        timestamps[j] = time.applyAsLong(i + j);
      }
      for (Fate fate : visit.addNew(batch, timestamps, new int[IN_A_VISIT])) {
        assertThat(fate, is(Fate.NEW));
      }
      visit.save();
    }
    return reads * 1_000 / (IDS / 2);
  }
}
