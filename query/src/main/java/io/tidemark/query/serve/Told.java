package io.tidemark.query.serve;

import io.tidemark.query.feed.AppliedChange;
import io.tidemark.query.feed.Position;
import io.tidemark.query.tier.ChangeListener;
import java.util.List;

/** Tells several listeners what a tier has applied, in their order. */
record Told(List<ChangeListener> listeners) implements ChangeListener {
  @Override
  public void begin() {
    listeners.forEach(ChangeListener::begin);
  }

  @Override
  public void ready(Position position) {
    listeners.forEach(listener -> listener.ready(position));
  }

  @Override
  public void applied(List<AppliedChange> changes, Position position) {
    listeners.forEach(listener -> listener.applied(changes, position));
  }
}
