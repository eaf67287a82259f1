package io.tidemark.internal.sharding;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.internal.dedup.IdBlock;
import io.tidemark.internal.dedup.IdSetCache;
import io.tidemark.internal.operator.WindowOperator.Schedule;
import io.tidemark.internal.version.CacheToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** What the runner keeps for one key: its windows, the last version given, when it is due next. */
public final class KeyState<S> {
  final S windows;
  public long lastVersion;

  /** As it stands in the {@link TimerQueue} of the key's shard. */
  public Schedule schedule = Schedule.NOTHING;

  /** Which attempt to run the job touched the key last. */
  long attempt;

  /** The last few identities. */
  public IdBlock recent = new IdBlock();

  /** The stamp of all where some stand in a state of their own; see {@link IdSetCache}. */
  public long identityStamp = CacheToken.NONE;

  /** The numbers of the blocks that stand there. */
  public List<Long> identityBlocks = List.of();

  public KeyState(S windows) {
    this.windows = windows;
  }

  /** A version greater than every one before it, of this attempt and of those before a crash. */
  long nextVersion(long nowMicros) {
    lastVersion = Math.max(lastVersion + 1, nowMicros);
    return lastVersion;
  }

  /**
   * Version, last version given, attempt, stamp, numbers of blocks and last few of the identities,
   * schedule, the windows.
   */
  public static final class KeyStateCoder<S> extends CustomCoder<KeyState<S>> {
    private static final long serialVersionUID = 1;
    private static final int VERSION = 2;

    private final Coder<S> windowsCoder;

    public KeyStateCoder(Coder<S> windowsCoder) {
      this.windowsCoder = windowsCoder;
    }

    @Override
    public void encode(KeyState<S> held, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(held.lastVersion, out);
      VarInt.encode(held.attempt, out);
      VarInt.encode(held.identityStamp, out);
      VarInt.encode(held.identityBlocks.size(), out);
      for (long number : held.identityBlocks) {
        VarInt.encode(number, out);
      }
      IdBlock.IdBlockCoder.of().encode(held.recent, out);
      held.schedule.encode(out);
      windowsCoder.encode(held.windows, out);
    }

    @Override
    public KeyState<S> decode(InputStream in) throws IOException {
      FormatVersion.check(in, VERSION, "windows of a key");
      long lastVersion = VarInt.decodeLong(in);
      long attempt = VarInt.decodeLong(in);
      long identityStamp = VarInt.decodeLong(in);
      List<Long> identityBlocks = new ArrayList<>(0);
      for (int left = VarInt.decodeInt(in); left > 0; left--) {
        identityBlocks.add(VarInt.decodeLong(in));
      }
      IdBlock recent = IdBlock.IdBlockCoder.of().decode(in);
      Schedule schedule = Schedule.decode(in);
      KeyState<S> held = new KeyState<>(windowsCoder.decode(in));
      held.lastVersion = lastVersion;
      held.attempt = attempt;
      held.identityStamp = identityStamp;
      held.identityBlocks = identityBlocks;
      held.recent = recent;
      held.schedule = schedule;
      return held;
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
