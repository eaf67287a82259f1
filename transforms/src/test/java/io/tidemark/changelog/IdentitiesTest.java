package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
  private static final long ALL = Long.MIN_VALUE;

  private final MapCells<Long, IdentityBlock> cells = new MapCells<>();

  @Test
  void whatIsSavedIsReadAgain() {
    Identities identities = Identities.none(cells.state());
    add(identities, 1, 2, 0, -7);
    identities.save();
    Identities read = Identities.read(cells.state(), ALL);
    assertThat(read.size(), is(4));
    assertThat(List.of(1L, 2L, 0L, -7L).stream().allMatch(read::contains), is(true));
    assertThat(read.contains(3), is(false));
  }

  @Test
  void nothingIsWrittenWhereNothingArrived() {
    Identities identities = Identities.none(cells.state());
    assertThat(identities.save(), is(false));
    assertThat(cells.held(), is(Map.of()));
  }

  @Test
  void blocksAreFewAndEachIdentityIsWrittenAFewTimes() {
    long written = 0;
    int most = 0;
    Identities identities = Identities.none(cells.state());
    for (int i = 0; i < 10_000; i++) {
      add(identities, i);
      identities.save();
      written += cells.lastPut().size();
      most = Math.max(most, cells.held().size());
      identities = identities.in(cells.state());
    }
    // At most one for each bit of a full block's size, and the full ones.
    assertThat(most, is(lessThanOrEqualTo(13 + 10_000 / Identities.MOST_IN_BLOCK)));
    assertThat(written, is(lessThan(10_000L * 8)));
    assertThat(Identities.read(cells.state(), ALL).size(), is(10_000));
  }

  @Test
  void whatIsNoLongerHeldIsForgottenInMemoryAndInState() {
    Random random = new Random(7);
    Map<Long, Long> model = new HashMap<>();
    Identities identities = Identities.none(cells.state());
    long oldest = 0;
    for (int visit = 0; visit < 3_000; visit++) {
      oldest += random.nextInt(20);
      if (random.nextInt(4) == 0) {
        long before = oldest;
        identities.forgetBefore(before);
        model.values().removeIf(timestamp -> timestamp < before);
      }
      for (int i = random.nextInt(5); i > 0; i--) {
        long identity = random.nextInt(500);
        assertThat(identities.contains(identity), is(model.containsKey(identity)));
        if (!model.containsKey(identity)) {
          long timestamp = oldest + random.nextInt(300);
          identities.add(identity, timestamp);
          model.put(identity, timestamp);
        }
      }
      identities.save();
      boolean isReadAnew = random.nextBoolean();
      long smallest = model.values().stream().min(Long::compare).orElse(Long.MAX_VALUE);
      identities =
          isReadAnew ? Identities.read(cells.state(), smallest) : identities.in(cells.state());
      assertThat(identities.size(), is(model.size()));
    }
    identities.forgetBefore(Long.MAX_VALUE);
    assertThat(identities.save(), is(true));
    assertThat(cells.held(), is(Map.of()));
  }

  @Test
  void whatIsRememberedCountsWithTheStampItWasRememberedWith() {
    IdentityCache cache = new IdentityCache(100);
    Identities identities = Identities.none(cells.state());
    add(identities, 1);
    identities.save();
    cache.remember("key", 5, identities);
    assertThat(
        cache.take("key", 5, new MapCells<Long, IdentityBlock>().state(), ALL).size(), is(1));

    MapCells<Long, IdentityBlock> ofAnotherWorker = new MapCells<>();
    Identities others = Identities.none(ofAnotherWorker.state());
    add(others, 2, 3);
    others.save();
    cache.remember("key", 5, identities);
    Identities read = cache.take("key", 6, ofAnotherWorker.state(), ALL);
    assertThat(read.contains(1), is(false));
    assertThat(read.size(), is(2));

    cache.remember("key", 5, identities);
    assertThat(cache.take("key", IdentityCache.NONE, cells.state(), ALL).size(), is(0));
  }

  @Test
  void theKeysVisitedLongestAgoAreReadAnew() {
    IdentityCache cache = new IdentityCache(60);
    for (int key = 0; key < 4; key++) {
      Identities identities = Identities.none(new MapCells<Long, IdentityBlock>().state());
      for (int i = 0; i < 20; i++) {
        add(identities, i);
      }
      identities.save();
      cache.remember(key, 1, identities);
    }
    MapCells<Long, IdentityBlock> empty = new MapCells<>();
    assertThat(cache.take(0, 1, empty.state(), ALL).size(), is(0));
    assertThat(cache.take(1, 1, empty.state(), ALL).size(), is(0));
    assertThat(cache.take(2, 1, empty.state(), ALL).size(), is(20));
    assertThat(cache.take(3, 1, empty.state(), ALL).size(), is(20));
    assertThat(cache.take(3, 1, empty.state(), ALL).size(), is(0));
  }

  private static void add(Identities identities, long... added) {
    for (long identity : added) {
      identities.add(identity, identity);
    }
  }
}
