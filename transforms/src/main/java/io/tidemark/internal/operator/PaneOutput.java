package io.tidemark.internal.operator;

import io.tidemark.change.Revision;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;

/**
 * Receives what the windows of one key emit, and the fate of each of its elements. The host of a
 * {@link WindowOperator} implements it.
 *
 * <p>An operator may compute several windowings; {@code windowing} is the index of one of them,
 * from 0, in the order in which the operator was given them.
 *
 * @param <V> the type of an element
 * @param <O> the type of an aggregate
 */
public interface PaneOutput<V, O> {

  /** Draws a version for a change: greater than those of all changes of the key before it. */
  long nextVersion();

  /** Emits what a firing changes for one window. */
  void revise(int windowing, Revision<O> revision);

  /** The element was aggregated in at least one window of the windowing. */
  void aggregated(int windowing);

  /**
   * The element was aggregated in the windowing while the watermark had passed the end of at least
   * one of the windows that it belongs to there. By default that makes no difference.
   */
  default void acceptedLate(int windowing) {}

  /**
   * The element is not aggregated, because one with the same id was, in a window that is still
   * kept.
   */
  void duplicate(int windowing);

  /**
   * The element is droppably late in these windowings: every window that it belongs to there has
   * expired. It is reported once for all windowings of the operator.
   */
  void late(List<Integer> windowings, V value, long timestampMillis, long watermarkMillis);

  /**
   * The element was aggregated in the windowing, but {@code windowCount} of the windows that it
   * belongs to there had expired.
   */
  void missed(int windowing, long windowCount);

  /**
   * Emits a pane with the value {@code next} in the place of the window's current pane, unless
   * nothing has changed; see {@link WindowPane#isChangedBy}.
   *
   * @return the pane that is current from now on, with no elements pending
   */
  default WindowPane<O> fire(
      int windowing, WindowPane<O> pane, IntervalWindow window, O next, Timing timing) {
    return pane.isChangedBy(next, timing)
        ? replace(windowing, pane, pane.replacedBy(next, timing), window)
        : pane.withNothingPending();
  }

  /**
   * Emits the window's current pane again: a {@code -U} of the value and a {@code +U} of the same
   * value with a newer version. Does nothing for a window without a current pane.
   *
   * @return the pane with its new version; elements that were pending still are
   */
  default WindowPane<O> reemit(int windowing, WindowPane<O> pane, IntervalWindow window) {
    return pane.isEmitted() ? replace(windowing, pane, pane, window) : pane;
  }

  private WindowPane<O> replace(
      int windowing, WindowPane<O> emitted, WindowPane<O> next, IntervalWindow window) {
    Revision<O> revision = Retraction.replace(emitted, next, window, this::nextVersion);
    revise(windowing, revision);
    return next.withVersion(revision.last().version());
  }

  /** Withdraws the window's current pane; nothing takes its place. */
  default void withdraw(int windowing, WindowPane<O> pane, IntervalWindow window) {
    revise(windowing, Retraction.delete(pane, window, this::nextVersion));
  }
}
