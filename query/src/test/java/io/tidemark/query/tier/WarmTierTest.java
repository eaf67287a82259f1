package io.tidemark.query.tier;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.query.feed.Position;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.Queries;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowQuery.Bound;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import io.tidemark.query.tier.WarmTier.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmTierTest {
  private static final long MINUTE = 60_000;
  private static final long DAY = 24 * 60 * MINUTE;
  private static final long NOW = 1_000 * DAY;

  @TempDir Path directory;

  private final AtomicLong clock = new AtomicLong(NOW);

  private WarmTier open() throws IOException {
    return open("job");
  }

  private WarmTier open(String identity) throws IOException {
    return WarmTier.open(directory.resolve("warm"), identity, 1L << 30, 7 * DAY, clock::get);
  }

  private static RowKey key(String series, long start) {
    return RowKey.window(series, start, start + MINUTE);
  }

  private static StoredRow row(RowKey key, long version, String json) {
    return new StoredRow(
        Stream.PERFORMANCE,
        key,
        version,
        Pane.ON_TIME,
        "c1",
        json.getBytes(StandardCharsets.UTF_8));
  }

  private static Entry put(RowKey key, long version, String json) {
    return new Entry(Stream.PERFORMANCE, key, version, row(key, version, json));
  }

  private static Entry delete(RowKey key, long version) {
    return new Entry(Stream.PERFORMANCE, key, version, null);
  }

  private static Position at(long offset) {
    return Position.NONE.with("tidemark.performance", 0, offset);
  }

  private static RowQuery query(
      Bound bound, long from, long to, boolean ascending, @Nullable RowKey after, int limit) {
    RowQuery first = Queries.all(Stream.PERFORMANCE, bound, from, to, ascending, limit);
    return after == null ? first : first.after(after);
  }

  private static String json(Optional<StoredRow> row) {
    return row.map(r -> new String(r.json(), StandardCharsets.UTF_8)).orElse("none");
  }

  @Test
  void anOlderVersionNeitherReplacesARowNorBringsADeletedOneBack() throws IOException {
    try (WarmTier tier = open()) {
      tier.filled(NOW - DAY, at(0));
      tier.current(true);
      RowKey key = key("model=a", NOW);
      tier.apply(List.of(put(key, 5, "{\"n\":5}"), put(key, 4, "{\"n\":4}")), at(2));
      assertThat(json(tier.find(Stream.PERFORMANCE, key).value()), is("{\"n\":5}"));
      tier.apply(List.of(delete(key, 6)), at(3));
      tier.apply(List.of(put(key, 5, "{\"n\":5}")), at(4));
      assertThat(json(tier.find(Stream.PERFORMANCE, key).value()), is("none"));
      assertThat(tier.find(Stream.PERFORMANCE, key).freshness().position(), is(at(4)));
    }
  }

  @Test
  void afterARestartItStandsWhereItsPositionSays() throws IOException {
    RowKey key = key("model=a", NOW);
    try (WarmTier tier = open()) {
      assertThat(tier.position(), is(Optional.empty()));
      tier.fill(List.of(row(key, 1, "{\"n\":1}")));
      assertThat("not before it is whole", tier.covers(Stream.PERFORMANCE, NOW), is(false));
      tier.filled(NOW - DAY, at(7));
      tier.current(true);
    }
    try (WarmTier tier = open()) {
      assertThat(tier.position(), is(Optional.of(at(7))));
      assertThat("not before it has caught up", tier.covers(Stream.PERFORMANCE, NOW), is(false));
      tier.current(true);
      assertThat(json(tier.find(Stream.PERFORMANCE, key).value()), is("{\"n\":1}"));
      assertThat(tier.covers(Stream.PERFORMANCE, NOW), is(true));
      assertThat(tier.covers(Stream.PERFORMANCE, NOW - DAY - 1), is(false));
    }
  }

  @Test
  void whatWasFilledFromOtherTopicsIsDropped() throws IOException {
    try (WarmTier tier = open()) {
      tier.fill(List.of(row(key("model=a", NOW), 1, "{}")));
      tier.filled(NOW - DAY, at(7));
      tier.current(true);
    }
    try (WarmTier tier = open("another job")) {
      assertThat(tier.position(), is(Optional.empty()));
      assertThat(tier.covers(Stream.PERFORMANCE, NOW), is(false));
      assertThat(
          tier.list(query(Bound.START, 0, Long.MAX_VALUE, true, null, 10)).value().rows().size(),
          is(0));
    }
  }

  @Test
  void aDirectoryThatAnotherProcessHasIsNamed() throws IOException {
    try (WarmTier tier = open()) {
      IOException refusal = assertThrows(IOException.class, this::open);
      assertThat(
          refusal.getMessage(),
          is("the warm tier in " + directory.resolve("warm") + " cannot be opened"));
    }
  }

  @Test
  void olderWindowsThanAllowedAreLetGoAndNoLongerCovered() throws IOException {
    try (WarmTier tier = open()) {
      RowKey old = key("model=a", NOW - 6 * DAY);
      RowKey young = key("model=a", NOW);
      tier.fill(List.of(row(old, 1, "{}"), row(young, 1, "{}")));
      tier.filled(NOW - 7 * DAY, at(1));
      tier.current(true);
      clock.set(NOW + 2 * DAY);
      assertThat(tier.evict(), is(true));
      assertThat(tier.find(Stream.PERFORMANCE, old).value().isPresent(), is(false));
      assertThat(tier.find(Stream.PERFORMANCE, young).value().isPresent(), is(true));
      assertThat(tier.covers(Stream.PERFORMANCE, NOW - 6 * DAY), is(false));
      assertThat(tier.covers(Stream.PERFORMANCE, NOW), is(true));
      assertThat("nothing more to let go", tier.evict(), is(false));
    }
  }

  @Test
  void aTierThatIsTooLargeLetsTheOldestGoUntilItFits() throws IOException {
    long most = 2L << 20;
    try (WarmTier tier =
        WarmTier.open(directory.resolve("small"), "job", most, 365 * DAY, clock::get)) {
      tier.filled(NOW - 200 * DAY, at(0));
      tier.current(true);
      byte[] noise = new byte[600];
      Random random = new Random(1);
      for (int day = 100; day > 0; day--) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          random.nextBytes(noise);
          RowKey key = key("model=" + i, NOW - day * DAY);
          entries.add(put(key, 1, new String(noise, StandardCharsets.ISO_8859_1)));
        }
        tier.apply(entries, at(100 - day));
      }
      long before = tier.bytes();
      assertThat(before, greaterThan(most));
      int steps = 0;
      while (tier.bytes() > most) {
        assertThat("it ends", steps++, lessThan(100));
        tier.evict();
      }
      RowPage first = tier.list(query(Bound.START, 0, NOW + 1, true, null, 1)).value();
      RowPage last = tier.list(query(Bound.START, 0, NOW + 1, false, null, 1)).value();
      assertThat(first.rows().get(0).key().start(), greaterThan(NOW - 100 * DAY));
      assertThat(last.rows().get(0).key().start(), is(NOW - DAY));
      assertThat(tier.covers(Stream.PERFORMANCE, NOW - 100 * DAY), is(false));
    }
  }

  /** Whatever comes in whatever order, pages are those of a map of the newest versions. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void pagesAreThoseOfAMapOfTheNewestVersions(long seed) throws IOException {
    Random random = new Random(seed);
    TreeMap<RowKey, StoredRow> model = new TreeMap<>();
    Map<RowKey, Long> versions = new TreeMap<>();
    try (WarmTier tier = open()) {
      tier.filled(0, at(0));
      tier.current(true);
      for (int batch = 0; batch < 30; batch++) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          Entry entry = random(random);
          entries.add(entry);
          if (entry.version() > versions.getOrDefault(entry.key(), Long.MIN_VALUE)) {
            versions.put(entry.key(), entry.version());
            if (entry.row() == null) {
              model.remove(entry.key());
            } else {
              model.put(entry.key(), entry.row());
            }
          }
        }
        tier.apply(entries, at(batch));
        check(tier, model, random);
      }
    }
  }

  private static Entry random(Random random) {
    String series =
        new String[] {"a", "ab", "a\u00e9", "\ud83d\ude00", "\uffee", ""}[random.nextInt(6)];
    long start = random.nextInt(10) * MINUTE;
    RowKey key = RowKey.window(series, start, start + (1 + random.nextInt(3)) * MINUTE);
    long version = random.nextInt(50);
    return random.nextInt(4) == 0
        ? delete(key, version)
        : put(key, version, "{\"v\":" + version + "}");
  }

  private static void check(WarmTier tier, TreeMap<RowKey, StoredRow> model, Random random) {
    Bound bound = random.nextBoolean() ? Bound.START : Bound.END;
    long from = random.nextInt(10) * MINUTE;
    long to = from + random.nextInt(8) * MINUTE;
    boolean ascending = random.nextBoolean();
    List<String> expected =
        (ascending ? model : model.descendingMap())
            .values().stream()
                .filter(row -> query(bound, from, to, ascending, null, 1).matches(row, Map.of()))
                .map(row -> row.key() + "@" + row.version())
                .toList();
    List<String> found = new ArrayList<>();
    RowKey after = null;
    int limit = 1 + random.nextInt(4);
    RowPage page;
    do {
      page = tier.list(query(bound, from, to, ascending, after, limit)).value();
      page.rows().forEach(row -> found.add(row.key() + "@" + row.version()));
      after = page.rows().isEmpty() ? after : page.rows().get(page.rows().size() - 1).key();
    } while (page.more());
    assertThat(found, is(expected));
  }
}
