package io.tidemark.query.bench;

import io.tidemark.query.changes.RecentChanges;
import io.tidemark.query.feed.FeedBatch;
import io.tidemark.query.feed.FeedRecord;
import io.tidemark.query.feed.Position;
import io.tidemark.query.feed.Published;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowState;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import io.tidemark.query.tier.HotLimits;
import io.tidemark.query.tier.HotTier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Prints what the hot tier costs with a million rows: bytes counted and bytes of the heap, point
 * reads, and pages of 100 rows by time, series and dimension. Run by hand, with {@code -Xmx3g}.
 */
public final class HotBench {
  private static final int SERIES = 10_000;
  private static final int WINDOWS = 100;
  private static final long MINUTE = 60_000;

  private HotBench() {}

  public static void main(String[] arguments) {
    long now = System.currentTimeMillis();
    long before = heap();
    HotTier hot =
        new HotTier(
            new HotLimits(4L << 30, Duration.ofHours(24), 0),
            () -> now,
            new RecentChanges("t", 1 << 20));
    hot.begin();
    long first = now - WINDOWS * MINUTE;
    for (int window = 0; window < WINDOWS; window++) {
      List<FeedRecord> records = new ArrayList<>();
      for (int series = 0; series < SERIES; series++) {
        RowKey key = key(series, first + window * MINUTE);
        byte[] json =
            Published.longRow(key, Pane.ON_TIME, series, now).getBytes(StandardCharsets.UTF_8);
        StoredRow row = new StoredRow(Stream.PERFORMANCE, key, 1, Pane.ON_TIME, "c0ffee00", json);
        records.add(new FeedRecord(Stream.PERFORMANCE, 0, 0, 0, key, 1, null, row));
      }
      hot.apply(new FeedBatch(records, Position.NONE));
    }
    hot.ready(0);
    long used = heap() - before;
    System.out.printf(
        "%,d rows: %,d bytes counted, %,d of the heap: %+.1f %%%n",
        hot.rows(), hot.bytes(), used, 100.0 * (hot.bytes() - used) / used);
    Random random = new Random(1);
    measure(
        "point",
        300_000,
        () ->
            hot.find(
                    Stream.PERFORMANCE,
                    key(random.nextInt(SERIES), first + random.nextInt(WINDOWS) * MINUTE))
                .value()
                .isPresent());
    measure(
        "100 by time",
        20_000,
        () ->
            hot.list(query(first + random.nextInt(WINDOWS) * MINUTE, null, Map.of()))
                    .value()
                    .rows()
                    .size()
                == 100);
    measure(
        "100 of a series",
        20_000,
        () ->
            hot.list(query(first, text(random.nextInt(SERIES)), Map.of())).value().rows().size()
                == 100);
    measure(
        "100 of one region of 100",
        3_000,
        () ->
            hot.list(query(first, null, Map.of("region", "r" + random.nextInt(100))))
                    .value()
                    .rows()
                    .size()
                == 100);
    measure(
        "100 of a model, one series",
        3_000,
        () ->
            hot.list(query(first, null, Map.of("model", "m" + random.nextInt(SERIES))))
                    .value()
                    .rows()
                    .size()
                == 100);
  }

  private static String text(int series) {
    return "model=m" + series + ",region=r" + series % 100;
  }

  private static RowKey key(int series, long start) {
    return RowKey.window(text(series), start, start + MINUTE);
  }

  private static RowQuery query(long from, String key, Map<String, String> dimensions) {
    return new RowQuery(
        Stream.PERFORMANCE,
        from,
        Long.MAX_VALUE,
        RowQuery.Bound.START,
        key,
        dimensions,
        EnumSet.allOf(Pane.class),
        EnumSet.allOf(RowState.class),
        null,
        null,
        true,
        null,
        100);
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private interface Read {
    boolean isRight();
  }

  private static void measure(String what, int times, Read read) {
    long[] nanos = new long[times];
    for (int round = 0; round < 2; round++) { // The first one warms up.
      for (int i = 0; i < times; i++) {
        long begin = System.nanoTime();
        if (!read.isRight()) {
          throw new IllegalStateException(what + " has not found what is there");
        }
        nanos[i] = System.nanoTime() - begin;
      }
    }
    double seconds = Arrays.stream(nanos).sum() / 1e9;
    Arrays.sort(nanos);
    System.out.printf(
        "%s: %,.0f a second, p50 %.1f µs, p99 %.1f µs%n",
        what, times / seconds, nanos[times / 2] / 1e3, nanos[times - 1 - times / 100] / 1e3);
  }
}
