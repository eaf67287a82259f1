package io.tidemark.changelog;

import io.tidemark.changelog.KeyedWindows.Schedule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * What the runner keeps of a shard beside its keys.
 *
 * @param stamp drawn at its last visit: an {@link Agenda} in memory counts only if it was
 *     remembered with it; not after another worker has had the shard, nor after a bundle that
 *     failed
 * @param timers as they are set
 */
record Shard(long stamp, Schedule timers) {

  /** A shard without keys. */
  static final Shard EMPTY = new Shard(Stamp.NONE, Schedule.NOTHING);

  /** Version, stamp, the three timers. */
  static final class ShardCoder extends AtomicCoder<Shard> {
    private static final long serialVersionUID = 1;
    private static final int VERSION = 1;
    private static final ShardCoder INSTANCE = new ShardCoder();

    private ShardCoder() {}

    static ShardCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(Shard shard, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(shard.stamp, out);
      shard.timers.encode(out);
    }

    @Override
    public Shard decode(InputStream in) throws IOException {
      StateVersion.check(in, VERSION, "shard");
      return new Shard(VarInt.decodeLong(in), Schedule.decode(in));
    }
  }
}
