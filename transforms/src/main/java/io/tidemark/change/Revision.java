package io.tidemark.change;

import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What one firing changes for one window: what stood and what stands now, together.
 *
 * <pre>{@code
 *                  withdrawn         stated
 * first pane       none              +I(3, EARLY 0)
 * later pane       -U(3, EARLY 0)    +U(7, ON_TIME 1)
 * absorbed session -D(7, ON_TIME 1)  none
 * }</pre>
 *
 * @param withdrawn {@code -U} or {@code -D}; null if nothing stood
 * @param stated {@code +I} or {@code +U}; null if nothing stands now
 * @param stoodVersion the version of the change that had stated what is withdrawn; 0 if nothing
 *     stood
 */
public record Revision<V>(
    @Nullable Change<V> withdrawn, @Nullable Change<V> stated, long stoodVersion) {

  public Revision {
    if (withdrawn == null && stated == null) {
      throw new IllegalArgumentException("a revision must withdraw or state something");
    }
    checkKind(withdrawn, stated == null ? ChangeKind.DELETE : ChangeKind.UPDATE_BEFORE);
    checkKind(stated, withdrawn == null ? ChangeKind.INSERT : ChangeKind.UPDATE_AFTER);
    if (withdrawn != null && stated != null && !withdrawn.window().equals(stated.window())) {
      throw new IllegalArgumentException(withdrawn + " and " + stated + " must be of one window");
    }
    checkVersions(withdrawn, stated, stoodVersion);
  }

  private static void checkKind(@Nullable Change<?> change, ChangeKind expected) {
    if (change != null && change.kind() != expected) {
      throw new IllegalArgumentException(change + " must be a " + expected.symbol() + " here");
    }
  }

  /** Each is newer than the one before. */
  private static void checkVersions(
      @Nullable Change<?> withdrawn, @Nullable Change<?> stated, long stoodVersion) {
    if (withdrawn == null && stoodVersion != 0) {
      throw new IllegalArgumentException(
          "stood version " + stoodVersion + " must be 0 where nothing stood: " + stated);
    }
    if (withdrawn != null && stoodVersion >= withdrawn.version()) {
      throw new IllegalArgumentException(
          "stood version "
              + stoodVersion
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

  /** The window of both changes. */
  public IntervalWindow window() {
    return last().window();
  }

  /** The changes in their order: what is withdrawn before what is stated. */
  public List<Change<V>> changes() {
    if (withdrawn == null || stated == null) {
      return List.of(last());
    }
    return List.of(withdrawn, stated);
  }

  /** The change that a table needs: states what stands now, or withdraws it for good. */
  public Change<V> last() {
    return stated == null ? Objects.requireNonNull(withdrawn) : stated;
  }

  /** For example {@code -U([…), 3, EARLY 0) +U([…), 7, ON_TIME 1)}. */
  @Override
  public String toString() {
    return withdrawn == null || stated == null ? last().toString() : withdrawn + " " + stated;
  }
}
