package io.tidemark.query.tier;

import io.tidemark.query.changes.Standing;
import io.tidemark.query.feed.AppliedChange;
import io.tidemark.query.feed.ChangeListener;
import io.tidemark.query.feed.FeedBatch;
import io.tidemark.query.feed.FeedRecord;
import io.tidemark.query.feed.FeedSink;
import io.tidemark.query.feed.Position;
import io.tidemark.query.feed.ToldVersions;
import io.tidemark.query.read.Answer;
import io.tidemark.query.read.Freshness;
import io.tidemark.query.read.RowSource;
import io.tidemark.query.row.Restatement;
import io.tidemark.query.row.RowChange;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The newest windows in memory: every row whose window ends after the horizon.
 *
 * <p>One thread applies batches of the feed, each under the lock as a whole; any number read, each
 * under it too. So an answer is the state at one position. A row is replaced only by a newer
 * version, a deletion leaves its version until the horizon passes it, and a newer session removes
 * those of its key that it overlaps: what was withdrawn is never served again.
 *
 * <p>Bytes are counted, and windows grow old: the horizon rises by giving up the windows that end
 * first, of all streams. Nothing is ever loaded when it is asked for, so nothing that was withdrawn
 * can come back.
 */
public final class HotTier implements RowSource, Standing, FeedSink {
  private final HotLimits limits;
  private final LongSupplier clock;
  private final ChangeListener listener;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<Stream, HotStream> streams = new EnumMap<>(Stream.class);
  private final ToldVersions beyond = new ToldVersions();

  private Position position = Position.NONE;
  private volatile long horizon = Long.MIN_VALUE;
  private volatile boolean ready;
  private long rowBytes;
  private volatile long bytes;
  private volatile long rows;
  private volatile long evictedBySize;
  private volatile long evictedByAge;
  private volatile long lagMillis;
  private volatile boolean stale;

  /**
   * Creates an empty tier that covers nothing yet.
   *
   * @param clock processing time, in milliseconds since the epoch
   * @param listener is told of each change, after it can be read
   */
  public HotTier(HotLimits limits, LongSupplier clock, ChangeListener listener) {
    this.limits = limits;
    this.clock = clock;
    this.listener = listener;
    for (Stream stream : Stream.values()) {
      streams.put(stream, new HotStream());
    }
  }

  @Override
  public void begin() {
    lock.writeLock().lock();
    try {
      ready = false;
      horizon = Long.MIN_VALUE;
      rowBytes = 0;
      bytes = 0;
      beyond.clear();
      rows = 0;
      position = Position.NONE;
      for (Stream stream : Stream.values()) {
        streams.put(stream, new HotStream());
      }
    } finally {
      lock.writeLock().unlock();
    }
    listener.begin();
  }

  @Override
  public void fill(Stream stream, List<StoredRow> filled) {
    lock.writeLock().lock();
    try {
      for (StoredRow row : filled) {
        if (row.key().end() > horizon) {
          HotRow at = at(stream, row.key());
          if (row.version() > at.version) {
            set(at, row, row.version());
          }
        }
      }
      evict();
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void ready(long endAfterMillis) {
    Position at;
    lock.writeLock().lock();
    try {
      raise(Math.max(horizon, HotStream.step(endAfterMillis)));
      ready = true;
      at = position;
    } finally {
      lock.writeLock().unlock();
    }
    listener.ready(at);
  }

  @Override
  public void apply(FeedBatch batch) {
    List<AppliedChange> changes = new ArrayList<>(batch.records().size());
    lock.writeLock().lock();
    try {
      for (FeedRecord record : batch.records()) {
        apply(record, changes);
      }
      position = batch.position();
      evict();
    } finally {
      lock.writeLock().unlock();
    }
    listener.applied(changes, batch.position());
  }

  @Override
  public void note(long lag, boolean isStale) {
    lagMillis = lag;
    stale = isStale;
  }

  private void apply(FeedRecord record, List<AppliedChange> changes) {
    if (record.key().end() <= horizon) {
      applyBeyond(record, changes);
      return;
    }
    HotRow at = at(record.stream(), record.key());
    long version = version(record, at);
    if (version <= at.version) {
      confirm(record, version, at, changes);
      return;
    }
    if (record.stream() == Stream.FEEDBACK && record.after() != null) {
      if (isOverlappedByNewer(at, version)) {
        withdraw(record, at, version, true, changes);
        return;
      }
      absorb(record, at, version, changes);
    }
    StoredRow before = at.row;
    set(at, withVersion(record.after(), at.key, version), version);
    at.told = version;
    add(
        record,
        new RowChange(
            record.stream(), at.key, before, at.row, version, Restatement.is(before, at.row)),
        false,
        changes);
  }

  /** The records of anomalies come without a version: each is newer than those read before it. */
  private static long version(FeedRecord record, HotRow at) {
    return record.stream() == Stream.ANOMALIES && at.told != Long.MIN_VALUE
        ? Math.max(record.version(), at.version + 1)
        : record.version();
  }

  /** A change that the snapshot was ahead of is news only for who follows the topics alone. */
  private static void confirm(
      FeedRecord record, long version, HotRow at, List<AppliedChange> changes) {
    if (version > at.told && at.told < at.version) {
      at.told = version;
      add(record, asPublished(record, at.key, version), true, changes);
    }
  }

  private void applyBeyond(FeedRecord record, List<AppliedChange> changes) {
    if (beyond.isNews(record.stream(), record.key(), record.version())) {
      add(record, asPublished(record, record.key(), record.version()), false, changes);
    }
  }

  private static RowChange asPublished(FeedRecord record, RowKey key, long version) {
    return new RowChange(
        record.stream(),
        key,
        record.before(),
        record.after(),
        version,
        Restatement.is(record.before(), record.after()));
  }

  private static void add(
      FeedRecord record, RowChange change, boolean confirms, List<AppliedChange> changes) {
    if (change.before() != null || change.after() != null) {
      changes.add(applied(change, record, true, confirms));
    }
  }

  private static AppliedChange applied(
      RowChange change, FeedRecord record, boolean last, boolean confirms) {
    return new AppliedChange(
        change, record.partition(), record.offset(), record.timestamp(), last, confirms);
  }

  /** Withdraws the older sessions of the key that the new one overlaps. */
  private void absorb(FeedRecord record, HotRow at, long version, List<AppliedChange> changes) {
    for (HotRow other : at.series.rows()) {
      if (other != at && other.row != null && other.version < version && overlap(at, other)) {
        withdraw(record, other, version, false, changes);
      }
    }
  }

  private void withdraw(
      FeedRecord record, HotRow at, long version, boolean last, List<AppliedChange> changes) {
    StoredRow before = at.row;
    set(at, null, version);
    at.told = version;
    if (before != null) {
      RowChange change = new RowChange(record.stream(), at.key, before, null, version, false);
      changes.add(applied(change, record, last, false));
    }
  }

  private boolean isOverlappedByNewer(HotRow at, long version) {
    return at.series.rows().stream()
        .anyMatch(
            other ->
                other != at && other.row != null && other.version > version && overlap(at, other));
  }

  /** Sessions of a key overlap by no more than the silent end of the earlier one. */
  private boolean overlap(HotRow a, HotRow b) {
    long gap = limits.sessionGapMillis();
    return a.key.start() <= b.key.end() - gap && b.key.start() <= a.key.end() - gap;
  }

  private static @Nullable StoredRow withVersion(
      @Nullable StoredRow row, RowKey key, long version) {
    return row == null
        ? null
        : new StoredRow(row.stream(), key, version, row.pane(), row.computation(), row.json());
  }

  private HotRow at(Stream stream, RowKey key) {
    HotStream of = streams.get(stream);
    HotRow found = of.find(key);
    if (found == null) {
      found = of.at(key);
      rowBytes += found.bytes();
    }
    return found;
  }

  private void set(HotRow at, @Nullable StoredRow row, long version) {
    rowBytes -= at.bytes();
    rows += (row == null ? 0 : 1) - (at.row == null ? 0 : 1);
    at.row = row == null ? null : withVersion(row, at.key, version);
    at.version = version;
    rowBytes += at.bytes();
  }

  private void evict() {
    long old =
        HotStream.step(clock.getAsLong() - limits.maxAge().toMillis()) - HotStream.STEP_MILLIS;
    if (ready && old > horizon) {
      evictedByAge += raise(old);
    }
    while (countBytes() > limits.maxBytes()) {
      Long first = firstStep();
      if (first == null) {
        return;
      }
      evictedBySize += raise(first);
    }
  }

  private @Nullable Long firstStep() {
    Long first = null;
    for (HotStream stream : streams.values()) {
      Long step = stream.firstStep();
      first = first == null ? step : step == null ? first : (Long) Math.min(first, step);
    }
    return first;
  }

  private int raise(long to) {
    horizon = to;
    int removed = 0;
    for (Map.Entry<Stream, HotStream> stream : streams.entrySet()) {
      for (HotRow row : stream.getValue().removeUntil(to)) {
        rowBytes -= row.bytes();
        rows -= row.row == null ? 0 : 1;
        beyond.isNews(stream.getKey(), row.key, row.version);
        removed++;
      }
    }
    return removed;
  }

  private long countBytes() {
    long series = streams.values().stream().mapToLong(HotStream::seriesBytes).sum();
    return bytes = rowBytes + series;
  }

  /** Returns the bytes of the heap that the rows are counted as. */
  public long bytes() {
    return bytes;
  }

  /** Returns the rows that stand here. */
  public long rows() {
    return rows;
  }

  /** Returns how many rows were given up because there were too many. */
  public long evictedBySize() {
    return evictedBySize;
  }

  /** Returns how many rows were given up because they were too old. */
  public long evictedByAge() {
    return evictedByAge;
  }

  @Override
  public long horizon() {
    return horizon;
  }

  @Override
  public String tier() {
    return "hot";
  }

  @Override
  public boolean covers(Stream stream, long millis) {
    return ready && millis >= horizon;
  }

  @Override
  public Answer<RowPage> list(RowQuery query) {
    return reading(() -> HotScan.page(streams.get(query.stream()), query));
  }

  @Override
  public Answer<List<RowPage>> listAll(List<RowQuery> queries) {
    return reading(
        () ->
            queries.stream()
                .map(query -> HotScan.page(streams.get(query.stream()), query))
                .toList());
  }

  @Override
  public Answer<Optional<StoredRow>> find(Stream stream, RowKey key) {
    return reading(
        () -> {
          HotRow found = streams.get(stream).find(key);
          return Optional.ofNullable(found == null ? null : found.row);
        });
  }

  private <T> Answer<T> reading(Supplier<T> read) {
    lock.readLock().lock();
    try {
      return new Answer<>(read.get(), freshness());
    } finally {
      lock.readLock().unlock();
    }
  }

  private Freshness freshness() {
    return new Freshness(clock.getAsLong(), position, lagMillis, tier(), stale);
  }
}
