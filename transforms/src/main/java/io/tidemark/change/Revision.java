package io.tidemark.change;

import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What one firing changes for one window: the change that withdraws its previous value and the
 * change that states its new value, in one element.
 *
 * <pre>{@code
 *                  withdrawn         stated
 * first pane       none              +I(3, EARLY 0)
 * later pane       -U(3, EARLY 0)    +U(7, ON_TIME 1)
 * absorbed session -D(7, ON_TIME 1)  none
 * }</pre>
 *
 * @param <V> the type of the aggregate
 * @param withdrawn {@code -U} or {@code -D}; null if the window had no value
 * @param stated {@code +I} or {@code +U}; null if the window has no value any more
 * @param replacedVersion the version of the earlier change that stated the value now withdrawn,
 *     which is less than that of {@code withdrawn}; 0 if the window had no value
 */
public record Revision<V>(
    @Nullable Change<V> withdrawn, @Nullable Change<V> stated, long replacedVersion) {

  public Revision {
    if (withdrawn == null && stated == null) {
      throw new IllegalArgumentException("a revision must withdraw or state something");
    }
    checkKind(withdrawn, stated == null ? ChangeKind.DELETE : ChangeKind.UPDATE_BEFORE);
    checkKind(stated, withdrawn == null ? ChangeKind.INSERT : ChangeKind.UPDATE_AFTER);
    if (withdrawn != null && stated != null && !withdrawn.window().equals(stated.window())) {
      throw new IllegalArgumentException(withdrawn + " and " + stated + " must be of one window");
    }
    checkVersions(withdrawn, stated, replacedVersion);
  }

  private static void checkKind(@Nullable Change<?> change, ChangeKind expected) {
    if (change != null && change.kind() != expected) {
      throw new IllegalArgumentException(change + " must be a " + expected.symbol() + " here");
    }
  }

  /** Checks that each version is newer than the one before. */
  private static void checkVersions(
      @Nullable Change<?> withdrawn, @Nullable Change<?> stated, long replacedVersion) {
    if (withdrawn == null && replacedVersion != 0) {
      throw new IllegalArgumentException(
          "replaced version "
              + replacedVersion
              + " must be 0 where nothing was replaced: "
              + stated);
    }
    if (withdrawn != null && replacedVersion >= withdrawn.version()) {
      throw new IllegalArgumentException(
          "replaced version "
              + replacedVersion
              + " must be below version "
              + withdrawn.version()
              + " of "
              + withdrawn);
    }
    if (withdrawn != null && stated != null && withdrawn.version() >= stated.version()) {
      throw new IllegalArgumentException(
          "version "
              + withdrawn.version()
              + " of "
              + withdrawn
              + " must be below version "
              + stated.version()
              + " of "
              + stated);
    }
  }

  /** The window that is revised, {@code [start, end)}. */
  public IntervalWindow window() {
    return last().window();
  }

  /** The one or two changes in their order: the withdrawal comes first. */
  public List<Change<V>> changes() {
    if (withdrawn == null || stated == null) {
      return List.of(last());
    }
    return List.of(withdrawn, stated);
  }

  /**
   * The last of the changes. It is all that a table with one row for each key and window needs: a
   * {@code +I} or {@code +U} with the current value, or a {@code -D}.
   */
  public Change<V> last() {
    return stated == null ? Objects.requireNonNull(withdrawn) : stated;
  }

  /** The changes in their order, such as {@code -U([…), 3, EARLY 0) +U([…), 7, ON_TIME 1)}. */
  @Override
  public String toString() {
    return withdrawn == null || stated == null ? last().toString() : withdrawn + " " + stated;
  }
}
