package io.tidemark.firing;

import java.io.Serializable;
import org.joda.time.Duration;

/**
 * How soon a window that has received new elements fires again.
 *
 * <p>A cadence is one function: given how many elements wait and since when, at what processing
 * time is the pane due? {@link #or} is the earlier of two, {@link #and} the later, as Beam's {@code
 * AfterFirst} and {@code AfterAll}.
 *
 * <pre>{@code
 * Cadence.every(Duration.standardSeconds(30)).or(Cadence.elements(1000))
 * }</pre>
 */
public abstract sealed class Cadence implements Serializable {

  /** The answer of {@link #dueAt} when nothing that is known yet makes the pane due. */
  public static final long NEVER = Long.MAX_VALUE;

  /** The answer of {@link #dueAt} when the pane is due already. */
  public static final long NOW = Long.MIN_VALUE;

  private Cadence() {}

  /**
   * When the pane is due.
   *
   * @param count elements since the window last fired, at least 1
   * @param firstMillis processing time of the first of them, milliseconds since the epoch
   * @return processing time in milliseconds, or {@link #NOW}, or {@link #NEVER}
   */
  public abstract long dueAt(long count, long firstMillis);

  /** No pane of its own. */
  public static Cadence never() {
    return new Never();
  }

  /** A pane {@code interval} of processing time after the first element that it will hold; > 0. */
  public static Cadence every(Duration interval) {
    if (interval.getMillis() <= 0) {
      throw new IllegalArgumentException("interval " + interval + " must be longer than 0");
    }
    return new Every(interval.getMillis());
  }

  /** A pane as soon as {@code count} elements wait, at least 1; 1 fires at each element. */
  public static Cadence elements(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("element count " + count + " must be at least 1");
    }
    return new Elements(count);
  }

  /** A pane as soon as either would fire. */
  public Cadence or(Cadence other) {
    return new Either(this, other, true);
  }

  /** A pane as soon as both would have fired. */
  public Cadence and(Cadence other) {
    return new Either(this, other, false);
  }

  /** Whether the number of elements that wait makes a difference, beyond the first. */
  public abstract boolean countsElements();

  /** Whether this cadence never fires. */
  public boolean isNever() {
    return this instanceof Never;
  }

  private static final class Never extends Cadence {
    @Override
    public long dueAt(long count, long firstMillis) {
      return NEVER;
    }

    @Override
    public boolean countsElements() {
      return false;
    }

    @Override
    public String toString() {
      return "never";
    }
  }

  private static final class Every extends Cadence {
    private final long intervalMillis;

    Every(long intervalMillis) {
      this.intervalMillis = intervalMillis;
    }

    @Override
    public long dueAt(long count, long firstMillis) {
      return firstMillis + intervalMillis;
    }

    @Override
    public boolean countsElements() {
      return false;
    }

    @Override
    public String toString() {
      return "every " + intervalMillis + " ms";
    }
  }

  private static final class Elements extends Cadence {
    private final long threshold;

    Elements(long threshold) {
      this.threshold = threshold;
    }

    @Override
    public long dueAt(long count, long firstMillis) {
      return count >= threshold ? NOW : NEVER;
    }

    @Override
    public boolean countsElements() {
      return true;
    }

    @Override
    public String toString() {
      return "every " + threshold + " elements";
    }
  }

  private static final class Either extends Cadence {
    private final Cadence left;
    private final Cadence right;
    private final boolean first;

    Either(Cadence left, Cadence right, boolean first) {
      this.left = left;
      this.right = right;
      this.first = first;
    }

    @Override
    public long dueAt(long count, long firstMillis) {
      long a = left.dueAt(count, firstMillis);
      long b = right.dueAt(count, firstMillis);
      return first ? Math.min(a, b) : Math.max(a, b);
    }

    @Override
    public boolean countsElements() {
      return left.countsElements() || right.countsElements();
    }

    @Override
    public String toString() {
      return "(" + left + (first ? " or " : " and ") + right + ")";
    }
  }
}
