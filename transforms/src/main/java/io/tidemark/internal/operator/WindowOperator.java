package io.tidemark.internal.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.VarInt;

/**
 * The windows of one key as a state machine that does not depend on Beam's state and timers.
 * Elements, the watermark and processing time go in, and panes come out through a {@link
 * PaneOutput}. All times are milliseconds since the epoch.
 *
 * <p>Before it adds elements, the host calls {@link #advance} with the current watermark, and then
 * {@link #fireDue}. So the panes depend on the watermark and the processing time at which an
 * element arrived, and never on when a runner delivers a timer.
 *
 * @param <V> the type of an element
 * @param <S> the type of the state of one key, which is mutable and owned by the host
 * @param <O> the type of an aggregate
 */
public interface WindowOperator<V, S, O> extends Serializable {

  /** The time of something that never becomes due. */
  long NEVER = Long.MAX_VALUE;

  /** Returns the state of a key that was never seen. */
  S create();

  /** The coder of states. */
  Coder<S> stateCoder();

  /**
   * Advances the watermark: fires the windows whose end it has passed, on time, and removes those
   * that have expired. A watermark that is not greater than the last one does nothing.
   */
  void advance(S state, long watermark, PaneOutput<V, O> out);

  /**
   * Sets the watermark at which an earlier job, whose state is not known here, has left the windows
   * of this key. The windows that had expired by then are complete in the output of that job, and
   * only some of their elements may arrive here again. So they emit nothing, and their elements are
   * late. It neither fires nor removes anything, is not part of the stored state, and is called
   * before everything else of a visit.
   */
  void settle(S state, long watermark);

  /**
   * Emits the current pane of every window again: a {@code -U} of the value already emitted and a
   * {@code +U} of the same value with a newer version. Used after a restore, because a sink may
   * have seen changes that the lost attempt made after the checkpoint.
   */
  void reemit(S state, PaneOutput<V, O> out);

  /**
   * Whether none of the windows of an element at this event time, or at a later one, has expired.
   */
  boolean takesAllFrom(S state, long timestampMillis);

  /**
   * Adds one element, and fires its windows if it is critical or makes them due. Whether it is late
   * is decided by the watermark of the last {@link #advance}.
   *
   * @param now processing time
   */
  void add(S state, Arrival<V> element, long now, PaneOutput<V, O> out);

  /** Fires the panes that are due by their cadence at processing time {@code now}. */
  void fireDue(S state, long now, PaneOutput<V, O> out);

  /** When the key must be visited next, even if no element arrives. */
  Schedule schedule(S state);

  /**
   * The earliest event time of which elements are kept; {@link #NEVER} if none are. Ids of elements
   * before it are no longer needed, as a duplicate of one is droppably late.
   */
  long oldestHeld(S state);

  /** Whether the state holds neither elements nor panes, so that it need not be stored. */
  boolean isEmpty(S state);

  /**
   * When something is due next; {@link #NEVER} where nothing is.
   *
   * @param onTime the watermark must exceed this for the next pane on time
   * @param expiry the watermark must exceed this for the next window to expire
   * @param due the processing time of the next pane that is due by its cadence
   */
  record Schedule(long onTime, long expiry, long due) {

    /** Nothing is due. */
    public static final Schedule NOTHING = new Schedule(NEVER, NEVER, NEVER);

    /** Whether this watermark makes a pane on time, or an expiry, due. */
    boolean isPassedBy(long watermark) {
      return watermark > Math.min(onTime, expiry);
    }

    /** Writes the three times as varints. */
    public void encode(OutputStream out) throws IOException {
      VarInt.encode(onTime, out);
      VarInt.encode(expiry, out);
      VarInt.encode(due, out);
    }

    /** Reads what {@link #encode} has written. */
    public static Schedule decode(InputStream in) throws IOException {
      return new Schedule(VarInt.decodeLong(in), VarInt.decodeLong(in), VarInt.decodeLong(in));
    }

    /** The same without what the watermark makes due. */
    public Schedule withoutWindow() {
      return new Schedule(NEVER, NEVER, due);
    }

    /** The same without what processing time makes due. */
    public Schedule withoutDue() {
      return new Schedule(onTime, expiry, NEVER);
    }
  }

  /**
   * An element as it arrives at its key.
   *
   * @param timestampMillis its event time
   * @param critical whether its windows fire at once, if their firing allows it
   * @param duplicate whether an element with the same id was aggregated before
   */
  record Arrival<V>(V value, long timestampMillis, boolean critical, boolean duplicate) {}
}
