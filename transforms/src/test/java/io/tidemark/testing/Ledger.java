package io.tidemark.testing;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.change.Revision;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;

/** Applies one key's changelog, and refuses the first change that breaks a law. */
public final class Ledger<V> {

  private final Map<IntervalWindow, Change<V>> standing = new HashMap<>();
  private final Map<IntervalWindow, V> withdrawn = new HashMap<>();

  private long lastVersion = Long.MIN_VALUE;

  void apply(Revision<V> revision) {
    Change<V> stood = standing.get(revision.window());
    for (Change<V> change : revision.changes()) {
      refuseUnless(change.version() > lastVersion, "is not newer than the last", change, stood);
      lastVersion = change.version();
      apply(change);
    }
    refuseUnless(
        revision.stoodVersion() == (stood == null ? 0 : stood.version()),
        "was stated by the version " + revision.stoodVersion() + " instead of the one",
        revision.changes().get(0),
        stood);
  }

  public void apply(Change<V> change) {
    Change<V> stood = standing.get(change.window());
    if (change.isRetraction()) {
      refuseUnless(stood != null, "withdraws what does not stand", change, stood);
      refuseUnless(
          stood.value().equals(change.value())
              && stood.timing() == change.timing()
              && stood.paneIndex() == change.paneIndex(),
          "withdraws something else than what stands",
          change,
          stood);
      standing.remove(change.window());
      withdrawn.put(change.window(), change.value());
    } else {
      refuseUnless(stood == null, "adds a second value", change, stood);
      boolean update = change.kind() == ChangeKind.UPDATE_AFTER;
      refuseUnless(
          !update || withdrawn.containsKey(change.window()), "updates nothing", change, stood);
      refuseUnless(
          !update
              || !withdrawn.get(change.window()).equals(change.value())
              || change.timing() == Timing.ON_TIME,
          "says nothing new",
          change,
          stood);
      standing.put(change.window(), change);
    }
  }

  /** What stands, by window. */
  public Map<IntervalWindow, V> standing() {
    Map<IntervalWindow, V> values = new HashMap<>();
    standing.forEach((window, change) -> values.put(window, change.value()));
    return values;
  }

  private static void refuseUnless(boolean lawful, String why, Change<?> change, Change<?> stood) {
    if (!lawful) {
      throw new AssertionError(change + " " + why + ": " + stood);
    }
  }
}
