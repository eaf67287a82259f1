package io.tidemark.query.serve;

import io.tidemark.query.feed.AppliedChange;
import io.tidemark.query.feed.ChangeListener;
import io.tidemark.query.feed.Position;
import io.tidemark.query.metrics.ChangeMetrics;
import java.time.InstantSource;
import java.util.List;

/** Counts what a tier applies, from the moment on at which it has caught up. */
final class ChangesCounted implements ChangeListener {
  private final ChangeMetrics metrics;
  private final InstantSource clock;
  private boolean ready;

  ChangesCounted(ChangeMetrics metrics, InstantSource clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  @Override
  public void begin() {
    ready = false;
  }

  @Override
  public void ready(Position position) {
    ready = true;
  }

  @Override
  public void applied(List<AppliedChange> changes, Position position) {
    if (!ready) {
      return;
    }
    long now = clock.millis();
    for (AppliedChange applied : changes) {
      if (!applied.confirms()) {
        metrics.changed(applied.change(), applied.publishedAt(), now);
      }
    }
  }
}
