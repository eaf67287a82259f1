package io.tidemark.query.tier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tidemark.query.feed.AppliedChange;
import io.tidemark.query.feed.ChangeListener;
import io.tidemark.query.feed.FeedBatch;
import io.tidemark.query.feed.FeedRecord;
import io.tidemark.query.feed.JobModel;
import io.tidemark.query.feed.Position;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.Queries;
import io.tidemark.query.row.RowChange;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.SeriesDimensions;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The hot tier against a plain model: jobs at random, read by a tier that is restarted at random
 * from a store that is ahead of the topics.
 */
class HotTierModelTest {
  private static final List<Stream> STREAMS = List.of(Stream.PERFORMANCE, Stream.FEEDBACK);

  @Property(tries = 12_000, shrinking = ShrinkingMode.OFF)
  void noReadShowsWhatWasWithdrawn(@ForAll long seed) {
    new Run(new Random(seed), false).run();
  }

  @Property(tries = 8_000, shrinking = ShrinkingMode.OFF)
  void sessionsThatNobodyDeletedAreWithdrawnByNewerOnes(@ForAll long seed) {
    new Run(new Random(seed), true).run();
  }

  /** What the topics say, folded in the order in which it was read. */
  private static final class Plain {
    final Map<Stream, TreeMap<RowKey, StoredRow>> rows = new HashMap<>();
    final Map<Stream, Map<RowKey, Long>> versions = new HashMap<>();

    Plain() {
      STREAMS.forEach(
          stream -> {
            rows.put(stream, new TreeMap<>());
            versions.put(stream, new HashMap<>());
          });
    }

    void apply(Stream stream, RowKey key, long version, @Nullable StoredRow row) {
      if (versions.get(stream).getOrDefault(key, Long.MIN_VALUE) >= version) {
        return;
      }
      TreeMap<RowKey, StoredRow> standing = rows.get(stream);
      StoredRow stands = row;
      if (stream == Stream.FEEDBACK && row != null) {
        for (StoredRow other : List.copyOf(standing.values())) {
          if (!other.key().equals(key) && overlap(other.key(), key)) {
            if (other.version() > version) {
              stands = null;
            } else {
              standing.remove(other.key());
              versions.get(stream).put(other.key(), version);
            }
          }
        }
      }
      versions.get(stream).put(key, version);
      if (stands == null) {
        standing.remove(key);
      } else {
        standing.put(key, stands);
      }
    }

    private static boolean overlap(RowKey a, RowKey b) {
      return a.key().equals(b.key()) && a.start() <= b.end() && b.start() <= a.end();
    }
  }

  private static final class Run implements ChangeListener {
    private final Random random;
    private final boolean leavesSessions;
    private final JobModel job;
    private final HotTier hot;
    private final Map<Stream, int[]> read = new HashMap<>();
    private final Map<RowKey, StoredRow> subscriber = new HashMap<>();
    private Plain plain = new Plain();
    private boolean ready;
    private long now = JobModel.SIZE * 3;
    private int waves;

    Run(Random random, boolean leavesSessions) {
      this.random = random;
      this.leavesSessions = leavesSessions;
      this.job = new JobModel(random, leavesSessions);
      long age = JobModel.SIZE * (1 + random.nextInt(20));
      // Sessions that only touch are one here, so they have no silent end.
      this.hot = new HotTier(new HotLimits(1 << 20, Duration.ofMillis(age), 0), () -> now, this);
      STREAMS.forEach(stream -> read.put(stream, new int[JobModel.PARTITIONS]));
    }

    void run() {
      start();
      for (int i = 0; i < 60; i++) {
        switch (random.nextInt(12)) {
          case 0, 1, 2, 3, 4, 5 -> job.act();
          case 6 -> now += random.nextInt((int) JobModel.SIZE);
          case 7 -> {
            if (random.nextInt(8) == 0) {
              start();
            }
          }
          default -> readSome();
        }
        check();
      }
      job.publishAll();
      readAll();
      check();
    }

    /** Snapshot, and the topics from a while before. */
    private void start() {
      ready = false;
      plain = new Plain();
      hot.begin();
      long horizon = hot.horizon();
      Map<Stream, int[]> ends = new HashMap<>();
      for (Stream stream : STREAMS) {
        int[] end = new int[JobModel.PARTITIONS];
        for (int p = 0; p < end.length; p++) {
          end[p] = job.log(stream, p).size();
          // The overlap is longer than what is ever published again: the last three records.
          read.get(stream)[p] = Math.max(0, end[p] - 3 - random.nextInt(6));
        }
        ends.put(stream, end);
        List<StoredRow> rows = List.copyOf(job.store(stream).values());
        hot.fill(stream, rows);
        rows.forEach(row -> plain.apply(stream, row.key(), row.version(), row));
      }
      if (random.nextBoolean()) {
        job.act(); // It does not wait for us.
      }
      while (STREAMS.stream().anyMatch(stream -> isBefore(read.get(stream), ends.get(stream)))) {
        readSome();
      }
      apply(List.of());
      ready = true;
      hot.ready(Long.MIN_VALUE / 4);
      assertTrue(hot.horizon() >= horizon);
      subscriber.clear();
      STREAMS.forEach(stream -> subscriber.putAll(standing(stream)));
    }

    private static boolean isBefore(int[] a, int[] b) {
      for (int i = 0; i < a.length; i++) {
        if (a[i] < b[i]) {
          return true;
        }
      }
      return false;
    }

    private void readSome() {
      List<FeedRecord> records = new ArrayList<>();
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        Stream stream = STREAMS.get(random.nextInt(2));
        int p = random.nextInt(JobModel.PARTITIONS);
        take(stream, p, 1 + random.nextInt(3), records);
      }
      apply(records);
    }

    private void readAll() {
      List<FeedRecord> records = new ArrayList<>();
      for (Stream stream : STREAMS) {
        for (int p = 0; p < JobModel.PARTITIONS; p++) {
          take(stream, p, Integer.MAX_VALUE, records);
        }
      }
      apply(records);
    }

    private void take(Stream stream, int p, int most, List<FeedRecord> records) {
      List<FeedRecord> log = job.log(stream, p);
      int[] next = read.get(stream);
      for (int i = 0; i < most && next[p] < log.size(); i++) {
        records.add(log.get(next[p]++));
      }
    }

    private void apply(List<FeedRecord> records) {
      records.forEach(
          record -> plain.apply(record.stream(), record.key(), record.version(), record.after()));
      hot.apply(new FeedBatch(records, position()));
    }

    private Position position() {
      Map<String, Map<Integer, Long>> offsets = new HashMap<>();
      read.forEach(
          (stream, next) -> {
            Map<Integer, Long> partitions = new HashMap<>();
            for (int p = 0; p < next.length; p++) {
              partitions.put(p, (long) next[p]);
            }
            offsets.put(stream.topic(JobModel.PREFIX), partitions);
          });
      return Position.of(offsets);
    }

    private void check() {
      for (Stream stream : STREAMS) {
        Map<RowKey, StoredRow> expected = new TreeMap<>();
        plain
            .rows
            .get(stream)
            .forEach(
                (key, row) -> {
                  if (key.end() > hot.horizon()) {
                    expected.put(key, row);
                  }
                });
        assertEquals(text(expected.values()), text(standing(stream).values()));
        checkNewest(stream);
        checkQuery(stream, List.copyOf(expected.values()));
        checkSubscriber(stream, expected);
      }
      assertEquals(position(), hot.find(Stream.PERFORMANCE, KEY).freshness().position());
    }

    private static final RowKey KEY = RowKey.window("none", 0, 1);

    /** Independent of the model: nothing is served that a record read so far has replaced. */
    private void checkNewest(Stream stream) {
      Map<RowKey, StoredRow> standing = standing(stream);
      for (int p = 0; p < JobModel.PARTITIONS; p++) {
        for (FeedRecord record : job.log(stream, p).subList(0, read.get(stream)[p])) {
          StoredRow row = standing.get(record.key());
          assertTrue(row == null || row.version() >= record.version());
        }
      }
    }

    private Map<RowKey, StoredRow> standing(Stream stream) {
      Map<RowKey, StoredRow> rows = new TreeMap<>();
      for (StoredRow row : page(everything(stream)).rows()) {
        rows.put(row.key(), row);
      }
      return rows;
    }

    private RowPage page(RowQuery query) {
      return hot.list(query).value();
    }

    private void checkQuery(Stream stream, List<StoredRow> expected) {
      RowQuery query = someQuery(stream);
      List<StoredRow> matching =
          expected.stream()
              .filter(row -> query.matches(row, SeriesDimensions.of(row.key().key())))
              .sorted(order(query.ascending()))
              .toList();
      List<StoredRow> paged = new ArrayList<>();
      RowQuery next = query;
      for (boolean more = true; more; ) {
        RowPage page = page(next);
        paged.addAll(page.rows());
        more = page.more();
        if (more) {
          next = query.after(page.rows().get(page.rows().size() - 1).key());
        }
      }
      assertEquals(text(matching), text(paged), query::toString);
    }

    private static Comparator<StoredRow> order(boolean ascending) {
      Comparator<StoredRow> order = Comparator.comparing(StoredRow::key);
      return ascending ? order : order.reversed();
    }

    private RowQuery someQuery(Stream stream) {
      String[] keys = {"model=a,region=x", "s0", "none"};
      Set<Pane> panes = new HashSet<>(EnumSet.allOf(Pane.class));
      if (random.nextBoolean()) {
        panes.remove(Pane.values()[random.nextInt(3)]);
      }
      long from = JobModel.SIZE / 2 * random.nextInt(10);
      return new RowQuery(
          stream,
          from,
          from + JobModel.SIZE / 2 * random.nextInt(20),
          RowQuery.Bound.values()[random.nextInt(2)],
          random.nextInt(3) == 0 ? keys[random.nextInt(3)] : null,
          random.nextInt(3) == 0 ? Map.of("model", "a") : Map.of(),
          panes,
          EnumSet.allOf(RowState.class),
          null,
          null,
          random.nextBoolean(),
          null,
          1 + random.nextInt(4));
    }

    private static RowQuery everything(Stream stream) {
      return Queries.starting(stream, Long.MIN_VALUE, Long.MAX_VALUE, 1_000_000);
    }

    /** Who has read the tier and follows it holds what it has. */
    private void checkSubscriber(Stream stream, Map<RowKey, StoredRow> expected) {
      if (!ready) {
        return;
      }
      List<StoredRow> held =
          subscriber.values().stream()
              .filter(row -> row.stream() == stream && row.key().end() > hot.horizon())
              .sorted(Comparator.comparing(StoredRow::key))
              .toList();
      assertEquals(text(expected.values()), text(held));
    }

    @Override
    public void begin() {}

    @Override
    public void ready(Position position) {}

    @Override
    public void applied(List<AppliedChange> changes, Position position) {
      if (!ready) {
        return;
      }
      for (AppliedChange applied : changes) {
        RowChange change = applied.change();
        if (applied.confirms()) {
          continue; // It was in what he has read.
        }
        boolean within = change.key().end() > hot.horizon();
        StoredRow held = subscriber.get(change.key());
        // What ended before the horizon was in no snapshot, so he may not hold it.
        if (within || (held != null && !leavesSessions)) {
          assertEquals(json(change.before()), json(held));
        }
        if (change.after() == null) {
          subscriber.remove(change.key());
        } else {
          subscriber.put(change.key(), change.after());
        }
      }
    }

    private static String text(Iterable<StoredRow> rows) {
      StringBuilder text = new StringBuilder();
      rows.forEach(row -> text.append(row.version()).append(' ').append(json(row)).append('\n'));
      return text.toString();
    }

    private static String json(@Nullable StoredRow row) {
      return row == null ? "nothing" : new String(row.json(), StandardCharsets.UTF_8);
    }
  }
}
