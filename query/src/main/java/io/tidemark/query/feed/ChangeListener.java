package io.tidemark.query.feed;

import java.util.List;

/** Is told what a tier has applied, after it has; by the thread of the feed, so it never waits. */
public interface ChangeListener {
  /** Returns what tells each of these, in their order. */
  static ChangeListener all(List<ChangeListener> listeners) {
    return new ChangeListener() {
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
    };
  }

  /** Nothing from before can be continued: the tier is filled anew. */
  void begin();

  /**
   * The tier is ready at this position.
   *
   * @param position what the tier has applied
   */
  void ready(Position position);

  /**
   * These changes were applied, in this order.
   *
   * @param position after them
   */
  void applied(List<AppliedChange> changes, Position position);
}
