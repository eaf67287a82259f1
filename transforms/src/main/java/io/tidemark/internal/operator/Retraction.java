package io.tidemark.internal.operator;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.change.Revision;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * The rule of the changelog, in one place: a pane that was emitted is withdrawn, exactly as it was
 * emitted, before another takes its place.
 *
 * <pre>{@code
 * emitted before   next         revision
 * nothing          3, EARLY     +I(3, EARLY 0)
 * 3, EARLY         7, ON_TIME   -U(3, EARLY 0) +U(7, ON_TIME 1)
 * 7, ON_TIME       nothing      -D(7, ON_TIME 1)
 * }</pre>
 *
 * <p>Each change draws a version of its own, the withdrawal first, so that whoever sorts the
 * changes of a key by version sees them in this order.
 */
public final class Retraction {

  private Retraction() {}

  /**
   * Puts {@code next} in the place of {@code emitted}.
   *
   * @param emitted the pane that was emitted last for the window; {@link WindowPane#empty} if none
   *     was
   * @param next the pane to emit; its own version is not used
   * @param versions draws the version of each change, greater than the one before
   */
  public static <O> Revision<O> replace(
      WindowPane<O> emitted, WindowPane<O> next, IntervalWindow window, LongSupplier versions) {
    if (!emitted.isEmitted()) {
      Change<O> inserted = next.asChange(ChangeKind.INSERT, window, versions.getAsLong());
      return new Revision<>(null, inserted, emitted.version());
    }
    Change<O> before = emitted.asChange(ChangeKind.UPDATE_BEFORE, window, versions.getAsLong());
    Change<O> after = next.asChange(ChangeKind.UPDATE_AFTER, window, versions.getAsLong());
    return new Revision<>(before, after, emitted.version());
  }

  /** Withdraws a pane that was emitted; nothing takes its place. */
  public static <O> Revision<O> delete(
      WindowPane<O> emitted, IntervalWindow window, LongSupplier versions) {
    Change<O> deleted = emitted.asChange(ChangeKind.DELETE, window, versions.getAsLong());
    return new Revision<>(deleted, null, emitted.version());
  }
}
