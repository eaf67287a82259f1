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
  public long lastVersion;

  /** When the key is due next; the {@link TimerQueue} of its shard holds the same. */
  public Schedule schedule = Schedule.NOTHING;

  /** The attempt to run the job that visited the key last. */
  long attempt;

  /** The ids of its elements, for duplicates. */
  public final IdState ids;

  /** The state of a key without ids. */
  public KeyState(S windows) {
    this(windows, new IdState());
  }

  private KeyState(S windows, IdState ids) {
    this.windows = windows;
    this.ids = ids;
  }

  /** A version greater than every one before it, of this attempt and of those before a crash. */
  long nextVersion(long nowMicros) {
    lastVersion = Math.max(lastVersion + 1, nowMicros);
    return lastVersion;
  }

  /** Format version, last version drawn, attempt, ids, schedule, the windows. */
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
