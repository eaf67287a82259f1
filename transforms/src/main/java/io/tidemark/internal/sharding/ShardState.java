package io.tidemark.internal.sharding;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.internal.operator.WindowOperator.Schedule;
import io.tidemark.internal.version.CacheToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * What the runner stores of a shard besides its keys.
 *
 * @param token drawn whenever the timer queue has changed. A {@link TimerQueue} in memory is used
 *     only if it was remembered with this token, so not after another worker has visited the shard,
 *     nor after a bundle that failed
 * @param timers what the timers of the shard are set to
 */
public record ShardState(long token, Schedule timers) {

  /** A shard without keys. */
  static final ShardState EMPTY = new ShardState(CacheToken.NONE, Schedule.NOTHING);

  /** Encodes a {@link ShardState} as a version byte, the token and the schedule of its timers. */
  public static final class ShardStateCoder extends AtomicCoder<ShardState> {
    private static final long serialVersionUID = 1;
    private static final int VERSION = 1;
    private static final ShardStateCoder INSTANCE = new ShardStateCoder();

    private ShardStateCoder() {}

    public static ShardStateCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(ShardState shard, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(shard.token, out);
      shard.timers.encode(out);
    }

    @Override
    public ShardState decode(InputStream in) throws IOException {
      FormatVersion.check(in, VERSION, "shard");
      return new ShardState(VarInt.decodeLong(in), Schedule.decode(in));
    }
  }
}
