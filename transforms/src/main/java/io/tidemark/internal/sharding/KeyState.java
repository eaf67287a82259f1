package io.tidemark.internal.sharding;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.internal.dedup.IdState;
import io.tidemark.internal.operator.WindowOperator.Schedule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * What the runner keeps for one key: its windows, the ids of its elements, the last version drawn
 * for one of its changes, and when it is due next.
 */
public final class KeyState<S> {
  final S windows;

  /** The version that was drawn last for a change of the key; 0 before the first. */
  public long lastVersion;

  /** When the key is due next; the {@link TimerQueue} of its shard is built from it. */
  public Schedule schedule = Schedule.NOTHING;

  /** The {@link Attempt#number} of the instance that visited the key last. */
  long attempt;

  /** The ids of its elements, by which duplicates are found. */
  public final IdState ids;

  /** The state of a key that was never seen, with these windows. */
  public KeyState(S windows) {
    this(windows, new IdState());
  }

  private KeyState(S windows, IdState ids) {
    this.windows = windows;
    this.ids = ids;
  }

  /**
   * Draws a version greater than all before it. It is the current time, in microseconds, unless the
   * last version is not less than that: the clock may have jumped back, also across a restart.
   */
  long nextVersion(long nowMicros) {
    lastVersion = Math.max(lastVersion + 1, nowMicros);
    return lastVersion;
  }

  /**
   * Encodes a {@link KeyState} as a version byte, the version drawn last, the attempt, the ids, the
   * schedule and the windows.
   */
  public static final class KeyStateCoder<S> extends CustomCoder<KeyState<S>> {
    private static final long serialVersionUID = 1;
    private static final int VERSION = 2;

    private final Coder<S> windowsCoder;

    public KeyStateCoder(Coder<S> windowsCoder) {
      this.windowsCoder = windowsCoder;
    }

    @Override
    public void encode(KeyState<S> state, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(state.lastVersion, out);
      VarInt.encode(state.attempt, out);
      state.ids.encode(out);
      state.schedule.encode(out);
      windowsCoder.encode(state.windows, out);
    }

    @Override
    public KeyState<S> decode(InputStream in) throws IOException {
      FormatVersion.check(in, VERSION, "windows of a key");
      long lastVersion = VarInt.decodeLong(in);
      long attempt = VarInt.decodeLong(in);
      IdState ids = IdState.decode(in);
      Schedule schedule = Schedule.decode(in);
      KeyState<S> state = new KeyState<>(windowsCoder.decode(in), ids);
      state.lastVersion = lastVersion;
      state.attempt = attempt;
      state.schedule = schedule;
      return state;
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(windowsCoder);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      windowsCoder.verifyDeterministic();
    }
  }
}
