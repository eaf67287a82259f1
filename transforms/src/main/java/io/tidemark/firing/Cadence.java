package io.tidemark.firing;

import java.io.Serializable;
import org.joda.time.Duration;

/**
 * How soon a window fires again after it has received new elements.
 *
 * <p>A cadence is one function: from the number of elements since the last firing, and the
 * processing time of the first of them, it gives the processing time at which the pane is due.
 * {@link #or} takes the earlier of two such times and {@link #and} the later, as Beam's {@code
 * AfterFirst} and {@code AfterAll} do. The cadence of early panes and that of late panes are chosen
 * in {@link Firing}.
 *
 * <pre>{@code
 * Cadence cadence = Cadence.every(Duration.standardSeconds(30)).or(Cadence.elements(1000));
 * }</pre>
 */
public abstract sealed class Cadence implements Serializable {

  /** Returned by {@link #dueAt} if the pane does not become due without more elements. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Returned by {@link #dueAt} if the pane is due at once. */
  public static final long NOW = Long.MIN_VALUE;

  private Cadence() {}

  /**
   * Computes when the pane of a window is due.
   *
   * @param count the number of elements since the window last fired, at least 1
   * @param firstMillis processing time of the first of them, in milliseconds since the epoch
   * @return processing time in milliseconds since the epoch, or {@link #NOW}, or {@link #NEVER}
   */
  public abstract long dueAt(long count, long firstMillis);

  /**
   * Fires no panes between those that a window emits anyway: the one on time, and the one at its
   * expiry if late elements have arrived.
   */
  public static Cadence never() {
    return new Never();
  }

  /**
   * Fires an interval of processing time after the first element since the last firing.
   *
   * @param interval longer than 0
   */
  public static Cadence every(Duration interval) {
    if (interval.getMillis() <= 0) {
      throw new IllegalArgumentException("interval " + interval + " must be longer than 0");
    }
    return new Every(interval.getMillis());
  }

  /**
   * Fires as soon as a number of elements has arrived since the last firing.
   *
   * @param count at least 1, which fires at each element
   */
  public static Cadence elements(long count) {
    if (count < 1) {
      throw new IllegalArgumentException("element count " + count + " must be at least 1");
    }
    return new Elements(count);
  }

  /** Fires as soon as this cadence or the other one would. */
  public Cadence or(Cadence other) {
    return new Either(this, other, true);
  }

  /** Fires as soon as this cadence and the other one would both have fired. */
  public Cadence and(Cadence other) {
    return new Either(this, other, false);
  }

  /**
   * Whether {@link #dueAt} depends on the number of elements. If it does not, windows need not
   * count the elements that arrive after the first.
   */
  public abstract boolean countsElements();

  /** Whether this is {@link #never()}. */
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
