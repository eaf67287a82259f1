package io.tidemark.query.tier;

import io.tidemark.query.feed.FeedBatch;
import io.tidemark.query.feed.FeedSink;
import io.tidemark.query.feed.Position;
import io.tidemark.query.feed.Snapshot;
import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import io.tidemark.query.tier.WarmTier.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Keeps a warm tier as the feed has it, and lets the feed begin from it: after a restart all tiers
 * are filled from the disk, and the topics go on where the disk stands. The first time, and when
 * the topics no longer have what follows, the store fills it.
 */
public final class WarmFeed implements FeedSink, Snapshot {
  private final WarmTier warm;
  private final @Nullable Snapshot store;
  private final Duration age;
  private boolean filling;
  private Position position = Position.NONE;

  /**
   * Creates it.
   *
   * @param store fills the tier the first time; null if there is none
   * @param age of the windows that it is filled with
   */
  public WarmFeed(WarmTier warm, @Nullable Snapshot store, Duration age) {
    this.warm = warm;
    this.store = store;
    this.age = age;
  }

  @Override
  public Optional<Position> position() {
    return warm.position();
  }

  @Override
  public void forget() {
    warm.clear();
    filling = true;
  }

  @Override
  public Duration age(Duration usual) {
    return filling && age.compareTo(usual) > 0 ? age : usual;
  }

  @Override
  public void read(Stream stream, long endAfterMillis, Consumer<StoredRow> rows) {
    if (!filling) {
      warm.read(stream, endAfterMillis, rows);
    } else if (store != null) {
      store.read(stream, endAfterMillis, rows);
    } else {
      throw new StoreUnavailableException("this service has no database", null);
    }
  }

  @Override
  public void begin() {
    warm.current(false);
    filling = warm.position().isEmpty();
  }

  @Override
  public void fill(Stream stream, List<StoredRow> rows) {
    if (filling) {
      warm.fill(rows);
    }
  }

  @Override
  public void apply(FeedBatch batch) {
    position = batch.position();
    warm.apply(
        batch.records().stream()
            .map(r -> new Entry(r.stream(), r.key(), r.version(), r.after()))
            .toList(),
        filling ? null : position);
  }

  @Override
  public void ready(long endAfterMillis) {
    if (filling) {
      warm.filled(endAfterMillis, position);
      filling = false;
    }
    warm.current(true);
  }

  @Override
  public void note(long lagMillis, boolean stale) {
    warm.note(position, lagMillis, stale);
  }
}
