package io.tidemark.changelog;

import io.tidemark.changelog.KeyedWindows.Schedule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/** What the runner keeps for one key: its windows, the last version given, when it is due next. */
final class Held<S> {
  final S windows;
  long lastVersion;

  /** As it stands in the {@link Agenda} of the key's shard. */
  Schedule schedule = Schedule.NOTHING;

  /** Which attempt to run the job touched the key last. */
  long attempt;

  /** The last few identities. */
  IdentityBlock recent = new IdentityBlock();

  /** The stamp of all where some stand in a state of their own; see {@link IdentityCache}. */
  long identityStamp = Stamp.NONE;

  /** The numbers of the blocks that stand there. */
  List<Long> identityBlocks = List.of();

  Held(S windows) {
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
  static final class HeldCoder<S> extends CustomCoder<Held<S>> {
    private static final long serialVersionUID = 1;
    private static final int VERSION = 2;

    private final Coder<S> windowsCoder;

    HeldCoder(Coder<S> windowsCoder) {
      this.windowsCoder = windowsCoder;
    }

    @Override
    public void encode(Held<S> held, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(held.lastVersion, out);
      VarInt.encode(held.attempt, out);
      VarInt.encode(held.identityStamp, out);
      VarInt.encode(held.identityBlocks.size(), out);
      for (long number : held.identityBlocks) {
        VarInt.encode(number, out);
      }
      IdentityBlock.IdentityBlockCoder.of().encode(held.recent, out);
      held.schedule.encode(out);
      windowsCoder.encode(held.windows, out);
    }

    @Override
    public Held<S> decode(InputStream in) throws IOException {
      StateVersion.check(in, VERSION, "windows of a key");
      long lastVersion = VarInt.decodeLong(in);
      long attempt = VarInt.decodeLong(in);
      long identityStamp = VarInt.decodeLong(in);
      List<Long> identityBlocks = new ArrayList<>(0);
      for (int left = VarInt.decodeInt(in); left > 0; left--) {
        identityBlocks.add(VarInt.decodeLong(in));
      }
      IdentityBlock recent = IdentityBlock.IdentityBlockCoder.of().decode(in);
      Schedule schedule = Schedule.decode(in);
      Held<S> held = new Held<>(windowsCoder.decode(in));
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
