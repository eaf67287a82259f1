package io.tidemark.internal.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.util.VarInt;

/**
 * The windows of one key as a state machine without Beam in it: elements, the watermark and
 * processing time go in, panes come out through an {@link PaneOutput}. All times are milliseconds.
 *
 * <p>The host calls {@link #advance} with the current watermark, then {@link #fireDue}, before it
 * adds elements: what comes out depends on where watermark and processing time stood when an
 * element arrived, never on when a runner delivers a timer.
 *
 * @param <S> the state of one key; mutable, owned by the host
 */
public interface WindowOperator<V, S, O> extends Serializable {

  /** Event time at which nothing is due. */
  long NEVER = Long.MAX_VALUE;

  /** The state of a key never seen. */
  S create();

  Coder<S> stateCoder();

  /** Fires what the watermark has passed, then forgets what has expired. */
  void advance(S state, long watermark, PaneOutput<V, O> out);

  /** Says once more what stands, which from then on stands by its newer version. */
  void reemit(S state, PaneOutput<V, O> out);

  /** Whether no element at this event time, or at a later one, misses a window that it is in. */
  boolean takesAllFrom(S state, long timestampMillis);

  /** Adds one element; the watermark is that of the last {@link #advance}. */
  void add(S state, Arrival<V> element, long now, PaneOutput<V, O> out);

  /** Fires the panes that are due at processing time {@code now}. */
  void fireDue(S state, long now, PaneOutput<V, O> out);

  /** When something is due next. */
  Schedule schedule(S state);

  /** Identities of elements before this event time are no longer needed. */
  long oldestHeld(S state);

  /** Whether the state says no more than {@link #create()} does. */
  boolean isEmpty(S state);

  /**
   * When something is due next; {@link #NEVER} where nothing is.
   *
   * @param onTime the watermark must exceed this for the next on-time pane
   * @param expiry the watermark must exceed this for the next window to expire
   * @param due processing time of the next pane that is due by its cadence
   */
  record Schedule(long onTime, long expiry, long due) {

    /** Nothing is due. */
    public static final Schedule NOTHING = new Schedule(NEVER, NEVER, NEVER);

    /** Whether the watermark has reached something that it makes due. */
    boolean isPassedBy(long watermark) {
      return watermark > Math.min(onTime, expiry);
    }

    /** The three times. */
    public void encode(OutputStream out) throws IOException {
      VarInt.encode(onTime, out);
      VarInt.encode(expiry, out);
      VarInt.encode(due, out);
    }

    public static Schedule decode(InputStream in) throws IOException {
      return new Schedule(VarInt.decodeLong(in), VarInt.decodeLong(in), VarInt.decodeLong(in));
    }

    public Schedule withoutWindow() {
      return new Schedule(NEVER, NEVER, due);
    }

    public Schedule withoutDue() {
      return new Schedule(onTime, expiry, NEVER);
    }
  }

  /**
   * One element.
   *
   * @param critical whether its windows fire at once
   * @param duplicate whether its identity was seen before
   */
  record Arrival<V>(V value, long timestampMillis, boolean critical, boolean duplicate) {}
}
