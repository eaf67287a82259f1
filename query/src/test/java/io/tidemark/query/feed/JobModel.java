package io.tidemark.query.feed;

import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A job at random: it writes to a store, and publishes to partitions a while later. It makes rows,
 * replaces and deletes them, merges sessions, publishes again what it has published, and makes
 * again what it has made. After a crash it leaves sessions that nobody deletes.
 */
public final class JobModel {
  /** How far apart the starts of windows are. */
  public static final long SIZE = 60_000;

  public static final int PARTITIONS = 3;
  public static final String PREFIX = "t";
  private static final String[] SERIES = {
    "model=a,region=x", "model=b,region=x", "model=a,region=y"
  };

  private final Random random;
  private final boolean leavesSessions;
  private final Map<Stream, List<List<FeedRecord>>> logs = new HashMap<>();
  private final List<FeedRecord> pending = new ArrayList<>();
  private final Map<Stream, TreeMap<RowKey, StoredRow>> store = new HashMap<>();
  private long version = 1000;

  public JobModel(Random random, boolean leavesSessions) {
    this.random = random;
    this.leavesSessions = leavesSessions;
    for (Stream stream : List.of(Stream.PERFORMANCE, Stream.FEEDBACK)) {
      List<List<FeedRecord>> partitions = new ArrayList<>();
      for (int i = 0; i < PARTITIONS; i++) {
        partitions.add(new ArrayList<>());
      }
      logs.put(stream, partitions);
      store.put(stream, new TreeMap<>());
    }
  }

  /** Returns the records of a partition. */
  public List<FeedRecord> log(Stream stream, int partition) {
    return logs.get(stream).get(partition);
  }

  /** Returns what stands in the store, which may be ahead of the topics. */
  public TreeMap<RowKey, StoredRow> store(Stream stream) {
    return store.get(stream);
  }

  /** Does one thing. */
  public void act() {
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> put(Stream.PERFORMANCE, windowKey());
      case 3 -> delete(Stream.PERFORMANCE, windowKey());
      case 4, 5 -> session();
      case 6 -> publishAgain();
      case 7 -> makeAgain();
      default -> publish(1 + random.nextInt(4));
    }
  }

  /** Publishes so many of the changes made. */
  public void publish(int most) {
    for (int i = 0; i < most && !pending.isEmpty(); i++) {
      append(pending.remove(0));
    }
  }

  /** Publishes everything made. */
  public void publishAll() {
    publish(Integer.MAX_VALUE);
  }

  private RowKey windowKey() {
    long start = SIZE * random.nextInt(6);
    return RowKey.window(SERIES[random.nextInt(3)], start, start + SIZE);
  }

  private void put(Stream stream, RowKey key) {
    long at = ++version;
    String json = Published.row(key, Pane.values()[random.nextInt(3)], random.nextInt(5), at);
    change(stream, key, at, row(stream, key, at, json));
  }

  private static StoredRow row(Stream stream, RowKey key, long at, String json) {
    Pane pane =
        Arrays.stream(Pane.values())
            .filter(p -> json.contains("\"" + p + "\""))
            .findFirst()
            .orElseThrow();
    return new StoredRow(stream, key, at, pane, "c0ffee00", json.getBytes(StandardCharsets.UTF_8));
  }

  private void delete(Stream stream, RowKey key) {
    if (store.get(stream).containsKey(key)) {
      change(stream, key, ++version, null);
    }
  }

  /** A session grows out of those of its key that it overlaps: they are withdrawn first. */
  private void session() {
    String series = "s" + random.nextInt(2);
    long start = SIZE * random.nextInt(8);
    long end = start + SIZE * (1 + random.nextInt(2));
    List<RowKey> absorbed = new ArrayList<>();
    for (RowKey key : store.get(Stream.FEEDBACK).keySet()) {
      if (key.key().equals(series) && key.start() <= end && start <= key.end()) {
        absorbed.add(key);
        start = Math.min(start, key.start());
        end = Math.max(end, key.end());
      }
    }
    RowKey merged = RowKey.window(series, start, end);
    boolean forgets = leavesSessions && random.nextInt(4) == 0;
    for (RowKey key : absorbed) {
      if (!key.equals(merged)) {
        if (forgets) {
          store.get(Stream.FEEDBACK).remove(key);
        } else {
          change(Stream.FEEDBACK, key, ++version, null);
        }
      }
    }
    put(Stream.FEEDBACK, merged);
  }

  private void makeAgain() {
    Stream stream = random.nextBoolean() ? Stream.PERFORMANCE : Stream.FEEDBACK;
    TreeMap<RowKey, StoredRow> rows = store.get(stream);
    if (!rows.isEmpty()) {
      StoredRow row = new ArrayList<>(rows.values()).get(random.nextInt(rows.size()));
      long at = ++version;
      change(
          stream,
          row.key(),
          at,
          new StoredRow(stream, row.key(), at, row.pane(), row.computation(), row.json()));
    }
  }

  private void publishAgain() {
    Stream stream = random.nextBoolean() ? Stream.PERFORMANCE : Stream.FEEDBACK;
    List<FeedRecord> log = log(stream, random.nextInt(PARTITIONS));
    int again = Math.min(log.size(), 1 + random.nextInt(3));
    for (FeedRecord record : List.copyOf(log.subList(log.size() - again, log.size()))) {
      append(record);
    }
  }

  private void change(Stream stream, RowKey key, long at, @Nullable StoredRow after) {
    StoredRow before = store.get(stream).get(key);
    pending.add(new FeedRecord(stream, partition(key), -1, at, key, at, before, after));
    if (after == null) {
      store.get(stream).remove(key);
    } else {
      store.get(stream).put(key, after);
    }
  }

  private static int partition(RowKey key) {
    return Math.floorMod(key.hashCode(), PARTITIONS);
  }

  private void append(FeedRecord record) {
    List<FeedRecord> log = log(record.stream(), record.partition());
    log.add(
        new FeedRecord(
            record.stream(),
            record.partition(),
            log.size(),
            record.timestamp(),
            record.key(),
            record.version(),
            record.before(),
            record.after()));
  }
}
