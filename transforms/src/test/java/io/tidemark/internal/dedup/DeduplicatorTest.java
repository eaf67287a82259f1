package io.tidemark.internal.dedup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import io.tidemark.internal.sharding.MapCells;
import io.tidemark.internal.version.CacheToken;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeduplicatorTest {
  private static final long ALL = Long.MIN_VALUE;
  private static final Object KEY = "key";

  private final MapCells<Long, IdBlock> cells = new MapCells<>();
  private final IdBlockState blocks =
      new IdBlockState() {
        @Override
        public IdBlock get(long number) {
          return cells.state().get(number).read();
        }

        @Override
        public void put(long number, IdBlock block) {
          cells.state().put(number, block);
        }

        @Override
        public void remove(long number) {
          cells.state().remove(number);
        }
      };
  private final IdState ids = new IdState();
  private IdSetCache cache = new IdSetCache();

  @Test
  void aFewStandWithTheWindows() {
    add(LongStream.range(0, Deduplicator.FEW).toArray());
    assertThat(cells.held(), is(Map.of()));
    assertThat(ids.recent.size(), is(Deduplicator.FEW));
    assertThat(visit().contains(7), is(true));
    assertThat(visit().contains(-1), is(false));
  }

  @Test
  void moreStandInAStateOfTheirOwn() {
    add(LongStream.range(0, 1_000).toArray());
    add(-7, 1_000);
    assertThat(ids.recent.size(), is(2));
    assertThat(LongStream.range(0, 1_001).allMatch(visit()::contains), is(true));
    cache = new IdSetCache();
    assertThat(LongStream.range(0, 1_001).allMatch(visit()::contains), is(true));
    assertThat(visit().contains(-7), is(true));
    assertThat(visit().contains(-8), is(false));
  }

  @Test
  void manyAtOnceAreAsOneByOne() {
    Random random = new Random(11);
    Set<Long> model = new HashSet<>();
    for (int visits = 0; visits < 200; visits++) {
      long[] identities = random.longs(random.nextInt(60), 0, 3_000).toArray();
      boolean[] duplicates = new boolean[identities.length];
      for (int i = 0; i < identities.length; i++) {
        duplicates[i] = !model.add(identities[i]);
      }
      Deduplicator visit = visit();
      assertThat(visit.addNew(identities, new long[identities.length]), is(duplicates));
      visit.save();
      if (random.nextInt(5) == 0) {
        cache = new IdSetCache();
      }
    }
    assertThat(model.size(), is(greaterThan(1_000)));
    assertThat(model.stream().allMatch(visit()::contains), is(true));
  }

  @Test
  void blocksAreFewAndEachIdentityIsWrittenAFewTimes() {
    int most = 0;
    for (int i = 0; i < 100_000; i += 100) {
      add(LongStream.range(i, i + 100).toArray());
      most = Math.max(most, cells.held().size());
    }
    // At most one for each doubling up to a full block, and those too large to take in another.
    assertThat(most, is(lessThanOrEqualTo(6 + 2 * 100_000 / IdSet.MOST_IN_BLOCK)));
    assertThat(most, is(greaterThan(1)));
    long written = cells.puts().stream().mapToLong(IdBlock::size).sum();
    assertThat(written, is(lessThan(100_000L * 7)));
  }

  @Test
  void whatIsNoLongerHeldIsForgottenAndNothingElse() {
    Random random = new Random(7);
    Map<Long, Long> model = new HashMap<>();
    long oldest = 0;
    for (int visits = 0; visits < 3_000; visits++) {
      if (random.nextInt(5) == 0) {
        cache = new IdSetCache();
      }
      long smallest = model.values().stream().min(Long::compare).orElse(Long.MAX_VALUE);
      Deduplicator identities = new Deduplicator(ids, blocks, cache, KEY, smallest);
      oldest += random.nextInt(20);
      if (random.nextInt(4) == 0) {
        long before = oldest;
        identities.forgetBefore(before);
        model.values().removeIf(timestamp -> timestamp < before);
      }
      for (int i = random.nextInt(150); i > 0; i--) {
        long identity = random.nextInt(2_000);
        assertThat(identities.contains(identity), is(model.containsKey(identity)));
        if (!model.containsKey(identity)) {
          long timestamp = oldest + random.nextInt(300);
          identities.add(identity, timestamp);
          model.put(identity, timestamp);
        }
      }
      identities.save();
    }
    assertThat(cells.held().size(), is(greaterThan(1)));
    Deduplicator last = new Deduplicator(ids, blocks, cache, KEY, Long.MAX_VALUE);
    last.forgetBefore(Long.MAX_VALUE);
    last.save();
    assertThat(cells.held(), is(Map.of()));
    assertThat(ids.recent.size(), is(0));
    assertThat(ids.token, is(CacheToken.NONE));
  }

  @Test
  void aVisitThatFailedIsForgotten() {
    add(LongStream.range(0, 100).toArray());
    visit().add(100, 100);
    ids.recent = new IdBlock(); // as the runner restores it
    assertThat(visit().contains(100), is(false));
    assertThat(visit().contains(99), is(true));
  }

  @Test
  void whatIsRememberedCountsWithItsStampAlone() {
    IdSet table = new IdSet();
    cache.remember(KEY, 5, table);
    assertThat(cache.take(KEY, 5), is(table));
    assertThat("once", cache.take(KEY, 5), is(nullValue()));
    cache.remember(KEY, 5, table);
    assertThat("another worker had the key", cache.take(KEY, 6), is(nullValue()));
  }

  @Test
  void theKeysVisitedLongestAgoAreNotRemembered() {
    cache = new IdSetCache(60);
    for (int key = 0; key < 4; key++) {
      IdSet table = new IdSet();
      for (int i = 0; i < 20; i++) {
        table.add(i);
      }
      cache.remember(key, 1, table);
    }
    assertThat(cache.take(0, 1), is(nullValue()));
    for (int key = 1; key < 4; key++) {
      assertThat(cache.take(key, 1).size(), is(20));
    }
  }

  private Deduplicator visit() {
    return new Deduplicator(ids, blocks, cache, KEY, ALL);
  }

  /** Adds identities in one visit, each an element at its own number of milliseconds. */
  private void add(long... added) {
    Deduplicator identities = visit();
    for (long identity : added) {
      identities.add(identity, identity);
    }
    identities.save();
  }
}
