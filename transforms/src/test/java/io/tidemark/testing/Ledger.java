package io.tidemark.testing;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.change.Revision;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The changelog of one key, applied change by change. It refuses the first change that breaks a law
 * of the changelog with an {@link AssertionError} that shows the change and what it met:
 *
 * <ul>
 *   <li>A retraction carries the value, timing and pane index that are current for its window.
 *   <li>A window has at most one current value.
 *   <li>A {@code +U} follows a {@code -U} of its window, and changes the value unless it marks the
 *       window on time. A {@code +I} is the first of its window or follows a {@code -D}.
 * </ul>
 *
 * <p>Changes are applied in the order of {@link Change#version()}. A changelog that emits its
 * values again after a restart breaks the third law on purpose.
 */
public final class Ledger<V> {

  private final Map<IntervalWindow, Change<V>> standing = new HashMap<>();
  private final Map<IntervalWindow, Change<V>> withdrawn = new HashMap<>();

  private long lastVersion = Long.MIN_VALUE;

  /** Applies both changes of a revision, whose versions must also continue those before. */
  public void apply(Revision<V> revision) {
    Change<V> stood = standing.get(revision.window());
    for (Change<V> change : revision.changes()) {
      refuseUnless(change.version() > lastVersion, "is not newer than the last", change, stood);
      lastVersion = change.version();
      apply(change);
    }
    refuseUnless(
        revision.replacedVersion() == (stood == null ? 0 : stood.version()),
        "withdraws version " + revision.replacedVersion() + " instead of the current one",
        revision.changes().get(0),
        stood);
  }

  /** Applies a change. */
  public void apply(Change<V> change) {
    Change<V> stood = standing.get(change.window());
    if (change.isRetraction()) {
      refuseUnless(stood != null, "withdraws a value where there is none", change, stood);
      refuseUnless(
          stood.value().equals(change.value())
              && stood.timing() == change.timing()
              && stood.paneIndex() == change.paneIndex(),
          "withdraws another value than the current one",
          change,
          stood);
      standing.remove(change.window());
      withdrawn.put(change.window(), change);
    } else {
      refuseUnless(stood == null, "adds a second value to its window", change, stood);
      checkKind(change, withdrawn.get(change.window()));
      standing.put(change.window(), change);
    }
  }

  private static <V> void checkKind(Change<V> change, @Nullable Change<V> withdrawn) {
    boolean updates = withdrawn != null && withdrawn.kind() == ChangeKind.UPDATE_BEFORE;
    ChangeKind expected = updates ? ChangeKind.UPDATE_AFTER : ChangeKind.INSERT;
    refuseUnless(
        change.kind() == expected, "must be a " + expected.symbol() + " here", change, null);
    refuseUnless(
        !updates || !withdrawn.value().equals(change.value()) || change.timing() == Timing.ON_TIME,
        "repeats the value that was just withdrawn",
        change,
        null);
  }

  /** Refuses a window beside another current one of which it is a part: windows do not nest. */
  void checkNotNested(IntervalWindow window) {
    for (Change<V> other : standing.values()) {
      IntervalWindow that = other.window();
      if (!that.equals(window) && (that.contains(window) || window.contains(that))) {
        throw new AssertionError(
            standing.get(window)
                + " has a value beside that of a window that contains it or that"
                + " it contains; current is "
                + other);
      }
    }
  }

  /** Refuses an end in the middle of an update. */
  void checkFinished() {
    for (Change<V> last : withdrawn.values()) {
      if (last.kind() == ChangeKind.UPDATE_BEFORE && !standing.containsKey(last.window())) {
        throw new AssertionError(last + " is the last change of its window; a +U must follow");
      }
    }
  }

  /** The current value of each window that has one. */
  public Map<IntervalWindow, V> standing() {
    Map<IntervalWindow, V> values = new HashMap<>();
    standing.forEach((window, change) -> values.put(window, change.value()));
    return values;
  }

  private static void refuseUnless(
      boolean lawful, String why, Change<?> change, @Nullable Change<?> stood) {
    if (!lawful) {
      throw new AssertionError(
          change + " " + why + "; current is " + (stood == null ? "nothing" : stood));
    }
  }
}
