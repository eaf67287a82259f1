package io.tidemark.pipelines.checkpoint;

import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * How far a shard has come. What it receives is numbered from 0.
 *
 * @param lineage tells a job from others with the same shard, and is the same for all its restarts
 * @param next the number of what is to leave next
 * @param end the number of what is to arrive next
 */
public record ShardSequence(long lineage, long next, long end) {

  /** Of a shard that has received nothing. */
  public static ShardSequence begin(long lineage) {
    return new ShardSequence(lineage, 0, 0);
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return next == end;
  }

  public ShardSequence afterOneArrived() {
    return new ShardSequence(lineage, next, end + 1);
  }

  public ShardSequence afterOneLeft() {
    return new ShardSequence(lineage, next + 1, end);
  }

  /** Version; lineage, next, end. */
  static final class ShardSequenceCoder extends AtomicCoder<ShardSequence> {

    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;
    private static final ShardSequenceCoder INSTANCE = new ShardSequenceCoder();

    private ShardSequenceCoder() {}

    static ShardSequenceCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(ShardSequence progress, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(progress.lineage, out);
      VarInt.encode(progress.next, out);
      VarInt.encode(progress.end, out);
    }

    @Override
    public ShardSequence decode(InputStream in) throws IOException {
      BinaryFormat.checkVersion(VERSION, "Progress", in);
      return new ShardSequence(VarInt.decodeLong(in), VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }
}
