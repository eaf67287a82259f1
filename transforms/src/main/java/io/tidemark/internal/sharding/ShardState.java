package io.tidemark.internal.sharding;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.internal.operator.WindowOperator.Schedule;
import io.tidemark.internal.version.CacheToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.VarInt;

/**
 * What the runner stores of a shard besides its keys. It stays when the last key is gone, as the
 * watermark must: a window that has expired is not opened again.
 *
 * @param token drawn whenever the timer queue has changed. A {@link TimerQueue} in memory is used
 *     only if it was remembered with this token, so not after another worker has visited the shard,
 *     nor after a bundle that failed
 * @param timers what the timers of the shard are set to
 * @param watermark a watermark that the shard has seen, in milliseconds: no less than the expiry of
 *     any window that was removed. A runner may not know its watermark for a while after a restart
 * @param settled the watermark at which an earlier job had left its windows, in milliseconds; see
 *     {@link io.tidemark.internal.operator.WindowOperator#settle}
 * @param fingerprint the text of the {@link io.tidemark.internal.version.Fingerprint} of the
 *     settings that the state depends on
 */
public record ShardState(
    long token, Schedule timers, long watermark, long settled, String fingerprint) {

  private static final long NO_WATERMARK = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  /** A shard that was never visited. */
  static final ShardState EMPTY =
      new ShardState(CacheToken.NONE, Schedule.NOTHING, NO_WATERMARK, NO_WATERMARK, "");

  /** The same with a watermark. */
  ShardState withWatermark(long watermark) {
    return new ShardState(token, timers, watermark, settled, fingerprint);
  }

  /** Encodes a {@link ShardState} as a version byte and its components in their order. */
  public static final class ShardStateCoder extends AtomicCoder<ShardState> {
    private static final long serialVersionUID = 1;
    private static final int VERSION = 2;
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
      VarInt.encode(shard.watermark, out);
      VarInt.encode(shard.settled, out);
      StringUtf8Coder.of().encode(shard.fingerprint, out);
    }

    @Override
    public ShardState decode(InputStream in) throws IOException {
      FormatVersion.check(in, VERSION, "shard");
      return new ShardState(
          VarInt.decodeLong(in),
          Schedule.decode(in),
          VarInt.decodeLong(in),
          VarInt.decodeLong(in),
          StringUtf8Coder.of().decode(in));
    }
  }
}
