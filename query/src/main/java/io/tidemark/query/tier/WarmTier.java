package io.tidemark.query.tier;

import io.tidemark.query.feed.Position;
import io.tidemark.query.read.Answer;
import io.tidemark.query.read.Freshness;
import io.tidemark.query.read.RowSource;
import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.RowQuery.Bound;
import io.tidemark.query.row.SeriesDimensions;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Snapshot;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Rows on the disk of this process, in RocksDB: days of them, ready again at once after a restart.
 *
 * <p>What a batch of the feed changes and how far the feed has come are written together, so after
 * a crash the tier stands where its position says, and the feed goes on from there. A row is
 * replaced only by a newer version, and a deletion leaves its version until the horizon has passed
 * it.
 *
 * <p>It holds every row whose window starts at or after its horizon. When it is larger than
 * allowed, or windows are older than allowed, the horizon rises and what is before it is dropped by
 * range.
 *
 * <p>One thread writes; any number read, each a snapshot. About 220 bytes a row of 600 (measured,
 * Snappy).
 */
public final class WarmTier implements RowSource, AutoCloseable {
  private static final byte[] POSITION = meta("position");
  private static final byte[] IDENTITY = meta("identity");
  private static final byte[] HORIZON = meta("horizon");
  private static final byte[] LONGEST = meta("longest");

  /** The first byte of what is no row: after every stream. */
  private static final byte META = (byte) 0x7F;

  private static final byte[] META_END = {META, (byte) 0xFF};

  private static final long BLOCK_CACHE = 32L << 20;
  private static final long WRITE_BUFFER = 16L << 20;

  /** How much of the time that is held is let go when there is too much. */
  private static final double LET_GO = 0.05;

  static {
    RocksDB.loadLibrary();
  }

  private final RocksDB rocks;
  private final Options options;
  private final LRUCache cache;
  private final WriteOptions write;
  private final byte[] identity;
  private final long maxBytes;
  private final long maxAgeMillis;
  private final LongSupplier clock;

  /** Of windows: a window that ends after a time starts at most this long before it. */
  private volatile long longestMillis;

  private volatile long horizon;

  /** Whether what was known to be published at the start has been applied. */
  private volatile boolean isCurrent;

  private volatile Freshness freshness;

  /** One change of one row: the row from now on, or null for its deletion. */
  public record Entry(Stream stream, RowKey key, long version, @Nullable StoredRow row) {}

  private WarmTier(
      RocksDB rocks,
      Options options,
      LRUCache cache,
      byte[] identity,
      long maxBytes,
      long maxAge,
      LongSupplier clock) {
    this.rocks = rocks;
    this.options = options;
    this.cache = cache;
    this.write = new WriteOptions();
    this.identity = identity;
    this.maxBytes = maxBytes;
    this.maxAgeMillis = maxAge;
    this.clock = clock;
  }

  /**
   * Opens the directory, and makes it if there is none.
   *
   * @param identity of the topics and tables: what was filled from others is dropped, as is what an
   *     incompatible version has written
   * @param maxBytes of live data on disk
   * @param maxAgeMillis event time since the start of a window
   * @param clock processing time, in milliseconds since the epoch
   * @throws IOException if the directory cannot be used, for one because another process has it
   */
  public static WarmTier open(
      Path directory, String identity, long maxBytes, long maxAgeMillis, LongSupplier clock)
      throws IOException {
    Files.createDirectories(directory);
    LRUCache cache = new LRUCache(BLOCK_CACHE);
    Options options =
        new Options()
            .setCreateIfMissing(true)
            .setCompressionType(CompressionType.SNAPPY_COMPRESSION)
            .setWriteBufferSize(WRITE_BUFFER)
            .setTableFormatConfig(new BlockBasedTableConfig().setBlockCache(cache));
    try {
      RocksDB rocks = RocksDB.open(options, directory.toString());
      byte[] known = (WarmFormat.VERSION + " " + identity).getBytes(StandardCharsets.UTF_8);
      WarmTier tier = new WarmTier(rocks, options, cache, known, maxBytes, maxAgeMillis, clock);
      tier.begin();
      return tier;
    } catch (RocksDBException e) {
      options.close();
      cache.close();
      throw new IOException("the warm tier in " + directory + " cannot be opened", e);
    }
  }

  private void begin() throws RocksDBException {
    byte[] known = rocks.get(IDENTITY);
    if (known == null || !Arrays.equals(known, identity)) {
      clear();
    }
    horizon = number(HORIZON, Long.MAX_VALUE);
    longestMillis = number(LONGEST, 0);
    note(position().orElse(Position.NONE), 0, false);
  }

  private long number(byte[] name, long otherwise) throws RocksDBException {
    byte[] stored = rocks.get(name);
    return stored == null ? otherwise : ByteBuffer.wrap(stored).getLong();
  }

  /**
   * Returns how far the feed had come when the tier was last written; empty if it was never filled,
   * and has to be.
   */
  public Optional<Position> position() {
    try {
      byte[] stored = rocks.get(POSITION);
      return stored == null
          ? Optional.empty()
          : Position.parse(new String(stored, StandardCharsets.US_ASCII));
    } catch (RocksDBException e) {
      throw new StoreUnavailableException("the warm tier does not answer", e);
    }
  }

  /** Says whether the tier has caught up; until then it covers nothing. */
  public void current(boolean caughtUp) {
    isCurrent = caughtUp;
  }

  /** Drops everything: the tier was never filled. */
  public void clear() {
    try {
      rocks.deleteRange(new byte[] {0}, META_END);
      rocks.put(IDENTITY, identity);
    } catch (RocksDBException e) {
      throw new StoreUnavailableException("the warm tier cannot be written", e);
    }
    horizon = Long.MAX_VALUE;
    longestMillis = 0;
    note(Position.NONE, 0, false);
  }

  /** Reads the rows of a stream whose window ends after a time, in the order of their keys. */
  public void read(Stream stream, long endAfterMillis, Consumer<StoredRow> consumer) {
    try (RocksIterator rows = rocks.newIterator()) {
      rows.seek(WarmFormat.from(stream, endAfterMillis - longestMillis));
      for (; rows.isValid() && rows.key()[0] == stream.ordinal(); rows.next()) {
        StoredRow row = WarmFormat.row(stream, WarmFormat.rowKey(rows.key()), rows.value());
        if (row != null && row.key().end() > endAfterMillis) {
          consumer.accept(row);
        }
      }
    }
  }

  /** Writes rows of a snapshot, which need no position yet; {@link #filled} ends it. */
  public void fill(List<StoredRow> rows) {
    apply(
        rows.stream().map(row -> new Entry(row.stream(), row.key(), row.version(), row)).toList(),
        null);
  }

  /**
   * Says that every row that starts at or after this time has been written, and from where the feed
   * goes on.
   */
  public void filled(long horizonMillis, Position position) {
    try (WriteBatch batch = new WriteBatch()) {
      batch.put(HORIZON, bytes(horizonMillis));
      batch.put(POSITION, position.text().getBytes(StandardCharsets.US_ASCII));
      rocks.write(write, batch);
    } catch (RocksDBException e) {
      throw new StoreUnavailableException("the warm tier cannot be written", e);
    }
    horizon = horizonMillis;
    note(position, 0, false);
  }

  /** Applies changes and the position after them, or neither. */
  public void apply(List<Entry> entries, @Nullable Position position) {
    try (WriteBatch batch = new WriteBatch()) {
      Map<ByteBuffer, Long> written = new HashMap<>();
      long longest = longestMillis;
      for (Entry entry : entries) {
        byte[] key = WarmFormat.key(entry.stream(), entry.key());
        if (entry.version() > versionOf(key, written)) {
          written.put(ByteBuffer.wrap(key), entry.version());
          longest = Math.max(longest, entry.key().end() - entry.key().start());
          batch.put(
              key,
              entry.row() == null
                  ? WarmFormat.deletion(entry.version())
                  : WarmFormat.value(entry.row()));
        }
      }
      if (longest != longestMillis) {
        batch.put(LONGEST, bytes(longest));
        longestMillis = longest;
      }
      if (position != null) {
        batch.put(POSITION, position.text().getBytes(StandardCharsets.US_ASCII));
      }
      rocks.write(write, batch);
    } catch (RocksDBException e) {
      throw new StoreUnavailableException("the warm tier cannot be written", e);
    }
    if (position != null) {
      note(position, freshness.lagMillis(), freshness.stale());
    }
  }

  private long versionOf(byte[] key, Map<ByteBuffer, Long> written) throws RocksDBException {
    Long inBatch = written.get(ByteBuffer.wrap(key));
    if (inBatch != null) {
      return inBatch;
    }
    byte[] standing = rocks.get(key);
    return standing == null ? Long.MIN_VALUE : WarmFormat.version(standing);
  }

  /** Notes how fresh the tier is, for the answers from now on. */
  public void note(Position position, long lagMillis, boolean stale) {
    freshness = new Freshness(clock.getAsLong(), position, lagMillis, tier(), stale);
  }

  /** Raises the horizon as far as age and size ask for, and returns whether it rose. */
  public boolean evict() {
    if (horizon == Long.MAX_VALUE) {
      return false;
    }
    long now = clock.getAsLong();
    long wanted = Math.max(horizon, now - maxAgeMillis);
    if (bytes() > maxBytes) {
      long first = first().orElse(now);
      wanted = Math.max(wanted, first + Math.max(1, (long) ((now - first) * LET_GO)));
    }
    if (wanted == horizon) {
      return false;
    }
    raise(wanted);
    return true;
  }

  private void raise(long to) {
    try {
      rocks.put(HORIZON, bytes(to));
      horizon = to; // Nobody is told any more that what is dropped next is here.
      for (Stream stream : Stream.values()) {
        byte[] from = {(byte) stream.ordinal()};
        byte[] end = WarmFormat.from(stream, to);
        rocks.deleteRange(from, end);
        rocks.compactRange(from, end);
      }
    } catch (RocksDBException e) {
      throw new StoreUnavailableException("the warm tier cannot be written", e);
    }
  }

  /** The earliest start of a window of any stream. */
  private Optional<Long> first() {
    Long least = null;
    try (RocksIterator rows = rocks.newIterator()) {
      for (Stream stream : Stream.values()) {
        rows.seek(new byte[] {(byte) stream.ordinal()});
        if (rows.isValid() && rows.key()[0] == stream.ordinal()) {
          long start = WarmFormat.start(rows.key());
          least = least == null ? start : Math.min(least, start);
        }
      }
    }
    return Optional.ofNullable(least);
  }

  /** Returns the bytes of live data on disk, as RocksDB estimates them. */
  public long bytes() {
    try {
      return rocks.getLongProperty("rocksdb.estimate-live-data-size")
          + rocks.getLongProperty("rocksdb.cur-size-active-mem-table");
    } catch (RocksDBException e) {
      throw new StoreUnavailableException("the warm tier does not answer", e);
    }
  }

  @Override
  public String tier() {
    return "warm";
  }

  @Override
  public boolean covers(Stream stream, long millis) {
    return isCurrent && horizon != Long.MAX_VALUE && millis - longestMillis >= horizon;
  }

  @Override
  public Answer<Optional<StoredRow>> find(Stream stream, RowKey key) {
    try {
      Freshness now = freshness;
      byte[] value = rocks.get(WarmFormat.key(stream, key));
      return new Answer<>(
          Optional.ofNullable(value == null ? null : WarmFormat.row(stream, key, value)), at(now));
    } catch (RocksDBException e) {
      throw new StoreUnavailableException("the warm tier does not answer", e);
    }
  }

  @Override
  public Answer<RowPage> list(RowQuery query) {
    return reading(
        read -> {
          try (RocksIterator rows = rocks.newIterator(read)) {
            return query.ascending() ? ascending(query, rows) : descending(query, rows);
          }
        });
  }

  /** Reads at one moment: position and rows are of the same snapshot. */
  private <T> Answer<T> reading(Function<ReadOptions, T> reader) {
    Snapshot snapshot = rocks.getSnapshot();
    try (ReadOptions read = new ReadOptions().setSnapshot(snapshot)) {
      byte[] stored = rocks.get(read, POSITION);
      Position position =
          stored == null
              ? Position.NONE
              : Position.parse(new String(stored, StandardCharsets.US_ASCII)).orElse(Position.NONE);
      Freshness now = freshness;
      return new Answer<>(
          reader.apply(read),
          new Freshness(clock.getAsLong(), position, now.lagMillis(), tier(), now.stale()));
    } catch (RocksDBException e) {
      throw new StoreUnavailableException("the warm tier does not answer", e);
    } finally {
      rocks.releaseSnapshot(snapshot);
    }
  }

  private Freshness at(Freshness then) {
    return new Freshness(
        clock.getAsLong(), then.position(), then.lagMillis(), tier(), then.stale());
  }

  private RowPage ascending(RowQuery query, RocksIterator rows) {
    long first = query.time() == Bound.START ? query.from() : query.from() - longestMillis;
    byte[] begin = WarmFormat.from(query.stream(), first);
    if (query.after() != null && query.after().start() >= first) {
      byte[] after = WarmFormat.key(query.stream(), query.after());
      rows.seek(after);
      if (rows.isValid() && Arrays.equals(rows.key(), after)) {
        rows.next();
      }
    } else {
      rows.seek(begin);
    }
    List<StoredRow> found = new ArrayList<>();
    for (; rows.isValid() && isBefore(rows.key(), query); rows.next()) {
      if (take(rows, query, found)) {
        return new RowPage(found, true);
      }
    }
    return new RowPage(found, false);
  }

  private RowPage descending(RowQuery query, RocksIterator rows) {
    long first = query.time() == Bound.START ? query.from() : query.from() - longestMillis;
    byte[] end =
        query.after() == null || query.after().start() >= query.to()
            ? WarmFormat.from(query.stream(), query.to())
            : WarmFormat.key(query.stream(), query.after());
    rows.seekForPrev(end);
    if (rows.isValid() && Arrays.equals(rows.key(), end)) {
      rows.prev();
    }
    byte[] begin = WarmFormat.from(query.stream(), first);
    List<StoredRow> found = new ArrayList<>();
    for (; rows.isValid() && Arrays.compareUnsigned(rows.key(), begin) >= 0; rows.prev()) {
      if (take(rows, query, found)) {
        return new RowPage(found, true);
      }
    }
    return new RowPage(found, false);
  }

  /** Every window that ends before a time starts before it, too. */
  private static boolean isBefore(byte[] key, RowQuery query) {
    return key[0] == query.stream().ordinal() && WarmFormat.start(key) < query.to();
  }

  /** Adds the row if it is asked for; returns whether there is no room for it. */
  private static boolean take(RocksIterator rows, RowQuery query, List<StoredRow> found) {
    StoredRow row = WarmFormat.row(query.stream(), WarmFormat.rowKey(rows.key()), rows.value());
    if (row == null || !matches(query, row)) {
      return false;
    }
    if (found.size() == query.limit()) {
      return true;
    }
    found.add(row);
    return false;
  }

  private static boolean matches(RowQuery query, StoredRow row) {
    return query.matches(
        row, query.dimensions().isEmpty() ? Map.of() : SeriesDimensions.of(row.key().key()));
  }

  private static byte[] meta(String name) {
    byte[] text = name.getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(1 + text.length).put(META).put(text).array();
  }

  private static byte[] bytes(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  @Override
  public void close() {
    write.close();
    rocks.close();
    options.close();
    cache.close();
  }
}
