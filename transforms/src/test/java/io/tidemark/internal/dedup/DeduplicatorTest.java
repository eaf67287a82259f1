package io.tidemark.internal.dedup;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.tidemark.change.Identity;
import io.tidemark.fixtures.Stored;
import io.tidemark.internal.sharding.MapCells;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeduplicatorTest {
  private static final long ALL = Long.MIN_VALUE;

  private final MapCells<Long, IdBlock> cells = new MapCells<>();
  private final IdBlockState blocks =
      new IdBlockState() {
        @Override
        public IdBlock get(long number) {
          return cells.state().get(number).read();
        }

        @Override
        public void put(long number, IdBlock block) {
          cells.state().put(number, Stored.through(IdBlockCoder.of(), block));
        }

        @Override
        public void remove(long number) {
          cells.state().remove(number);
        }
      };
  private final IdState ids = new IdState();
  private IdBlockCache cache = new IdBlockCache();

  /** An element in the model: its identity and event time, and so its key. */
  private record Element(long id, long timestamp) {}

  @Test
  void aFewStandWithTheWindows() {
    add(LongStream.range(0, Deduplicator.FEW).toArray());
    assertThat(cells.held(), is(Map.of()));
    assertThat(ids.recent.size(), is(Deduplicator.FEW));
    assertThat(find(7, 7, 0), is(Fate.DUPLICATE));
    assertThat(find(-1, -1, 0), is(Fate.NEW));
  }

  @Test
  void moreStandInBlocksAndAreFoundWithAndWithoutTheCache() {
    add(LongStream.range(0, 1_000).toArray());
    add(-7, 1_000);
    assertThat(ids.recent.size(), is(2));
    for (int i = 0; i < 2; i++) {
      assertThat(
          LongStream.range(0, 1_001).allMatch(id -> find(id, id, 0) == Fate.DUPLICATE), is(true));
      assertThat(find(-7, -7, 0), is(Fate.DUPLICATE));
      assertThat(find(-8, -8, 0), is(Fate.NEW));
      cache = new IdBlockCache(0);
    }
  }

  @Test
  void theSameIdAtAnotherTimeIsAnotherElement() {
    add(LongStream.range(0, 1_000).toArray());
    assertThat(find(7, 8, 0), is(Fate.NEW));
    assertThat(find(8, 7, 0), is(Fate.NEW));
    add(2_000);
    assertThat(find(2_000, 2_001, 0), is(Fate.NEW));
  }

  @Test
  void anotherContentIsAConflictWhereverTheFirstStands() {
    add(LongStream.range(0, 1_000).toArray());
    add(1_000);
    assertThat(find(7, 7, 1), is(Fate.CONFLICT));
    assertThat(find(1_000, 1_000, 1), is(Fate.CONFLICT));
    Identity[] two = {Identity.of(5_000), Identity.of(5_000)};
    assertThat(
        visit(ALL).addNew(two, new long[2], new int[] {1, 2}),
        is(new Fate[] {Fate.NEW, Fate.CONFLICT}));
  }

  @Test
  void identitiesThatShareHalfTheirBitsAreTwo() {
    Deduplicator visit = visit(ALL);
    visit.add(new Identity(1, 2), 5, 0);
    assertThat(visit.find(new Identity(1, 3), 5, 0), is(Fate.NEW));
    assertThat(visit.find(new Identity(2, 2), 5, 0), is(Fate.NEW));
    assertThat(visit.find(new Identity(1, 2), 5, 0), is(Fate.DUPLICATE));
  }

  @Test
  void manyAtOnceAreAsOneByOne() {
    Random random = new Random(11);
    Map<Element, Integer> model = new HashMap<>();
    for (int visits = 0; visits < 300; visits++) {
      int count = random.nextInt(60);
      Identity[] identities = new Identity[count];
      long[] timestamps = new long[count];
      int[] contents = new int[count];
      Fate[] expected = new Fate[count];
      for (int i = 0; i < count; i++) {
        Element element = new Element(random.nextInt(3_000), random.nextInt(3));
        identities[i] = Identity.of(element.id());
        timestamps[i] = element.timestamp();
        contents[i] = random.nextInt(10) == 0 ? 1 : 0;
        Integer first = model.putIfAbsent(element, contents[i]);
        expected[i] =
            first == null ? Fate.NEW : first == contents[i] ? Fate.DUPLICATE : Fate.CONFLICT;
      }
      Deduplicator visit = visit(ALL);
      assertThat(
          Arrays.asList(visit.addNew(identities, timestamps, contents)),
          is(Arrays.asList(expected)));
      visit.save();
      if (random.nextInt(5) == 0) {
        cache = new IdBlockCache(random.nextInt(100_000));
      }
    }
    assertThat(model.size(), is(greaterThan(5_000)));
    model.forEach(
        (element, content) ->
            assertThat(find(element.id(), element.timestamp(), content), is(Fate.DUPLICATE)));
  }

  @Test
  void blocksAreFewAndEachIdIsWrittenAFewTimes() {
    int most = 0;
    for (int i = 0; i < 100_000; i += 100) {
      add(LongStream.range(i, i + 100).toArray());
      most = Math.max(most, cells.held().size());
    }
    // At most one for each doubling up to a full block, and those too large to take in another.
    assertThat(most, is(lessThanOrEqualTo(5 + 2 * 100_000 / Deduplicator.MOST_IN_BLOCK)));
    long written = cells.puts().stream().mapToLong(IdBlock::size).sum();
    assertThat(written, is(lessThan(100_000L * 6)));
  }

  @Test
  void whatIsHeldIsFoundAndTheRestIsRemoved() {
    Random random = new Random(7);
    Map<Element, Integer> model = new HashMap<>();
    long oldest = 0;
    for (int visits = 0; visits < 2_000; visits++) {
      if (random.nextInt(5) == 0) {
        cache = new IdBlockCache(random.nextInt(100_000));
      }
      Deduplicator visit = visit(oldest);
      oldest += random.nextInt(20);
      if (random.nextInt(4) == 0) {
        long before = oldest;
        visit.forgetBefore(before);
        model.keySet().removeIf(element -> element.timestamp() < before);
      }
      for (int i = random.nextInt(150); i > 0; i--) {
        Element element = new Element(random.nextInt(200), oldest + random.nextInt(300));
        Fate fate = visit.find(Identity.of(element.id()), element.timestamp(), 0);
        assertThat(fate, is(model.containsKey(element) ? Fate.DUPLICATE : Fate.NEW));
        if (fate == Fate.NEW) {
          visit.add(Identity.of(element.id()), element.timestamp(), 0);
          model.put(element, 0);
        }
      }
      visit.save();
    }
    assertThat(cells.held().size(), is(greaterThan(1)));
    Deduplicator last = visit(Long.MAX_VALUE);
    last.forgetBefore(Long.MAX_VALUE);
    last.save();
    assertThat(cells.held(), is(Map.of()));
    assertThat(ids.recent.size(), is(0));
    assertThat(ids.blocks.size(), is(0));
  }

  @Test
  void whatAFailedVisitAddedIsNotFound() throws Exception {
    add(LongStream.range(0, 100).toArray());
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    ids.encode(before);
    Map<Long, IdBlock> held = Map.copyOf(cells.held());
    add(LongStream.range(100, 1_000).toArray());
    // As the runner restores it.
    IdState restored = IdState.decode(new ByteArrayInputStream(before.toByteArray()));
    cells.held().clear();
    cells.held().putAll(held);
    Deduplicator visit = new Deduplicator(restored, blocks, cache, ALL);
    assertThat(visit.find(Identity.of(100), 100, 0), is(Fate.NEW));
    assertThat(visit.find(Identity.of(99), 99, 0), is(Fate.DUPLICATE));
  }

  private Fate find(long id, long timestamp, int content) {
    return visit(ALL).find(Identity.of(id), timestamp, content);
  }

  private Deduplicator visit(long oldest) {
    return new Deduplicator(ids, blocks, cache, oldest);
  }

  /** Adds ids in one visit, each an element at its own number of milliseconds. */
  private void add(long... added) {
    Deduplicator visit = visit(ALL);
    for (long id : added) {
      visit.add(Identity.of(id), id, 0);
    }
    visit.save();
  }
}
