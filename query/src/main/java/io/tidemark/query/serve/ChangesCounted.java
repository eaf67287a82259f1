package io.tidemark.query.serve;

import io.tidemark.query.feed.AppliedChange;
import io.tidemark.query.feed.FeedBatch;
import io.tidemark.query.feed.FeedRecord;
import io.tidemark.query.feed.FeedSink;
import io.tidemark.query.feed.Position;
import io.tidemark.query.metrics.ChangeMetrics;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import io.tidemark.query.tier.ChangeListener;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what a tier applies, from the moment on at which it has caught up. It is a sink before the
 * tier, to see when the records of a batch were published, and listens to the tier.
 */
final class ChangesCounted implements FeedSink, ChangeListener {
  private final ChangeMetrics metrics;
  private final InstantSource clock;
  private final Map<Place, Long> publishedAt = new HashMap<>();
  private boolean ready;

  /** Where a record is. */
  private record Place(Stream stream, int partition, long offset) {}

  ChangesCounted(ChangeMetrics metrics, InstantSource clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void begin() {
    ready = false;
  }

  @Override
  public void fill(Stream stream, List<StoredRow> rows) {
    // Rows of a snapshot are no changes.
  }

  @Override
  public void apply(FeedBatch batch) {
    publishedAt.clear();
    for (FeedRecord record : batch.records()) {
      publishedAt.put(
          new Place(record.stream(), record.partition(), record.offset()), record.timestamp());
    }
  }

  @Override
  public void ready(long endAfterMillis) {
    ready = true;
  }

  @Override
  public void ready(Position position) {
    ready = true;
  }

  @Override
  public void note(long lagMillis, boolean stale) {
    // How fresh the tier is does not change what is counted.
  }

  @Override
  public void applied(List<AppliedChange> changes, Position position) {
    long now = clock.millis();
    for (AppliedChange applied : changes) {
      Long published =
          publishedAt.get(
              new Place(applied.change().stream(), applied.partition(), applied.offset()));
      if (ready && published != null && !applied.confirms()) {
        metrics.changed(applied.change(), published, now);
      }
    }
  }
}
