package io.tidemark.pipelines.checkpoint;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * How far a shard has come. The values that it receives are numbered from 0.
 *
 * @param lineage the same for all restarts of a job, and different for other jobs with the same
 *     shard
 * @param next the number of the value that leaves next
 * @param end the number of the value that arrives next
 */
public record ShardSequence(long lineage, long next, long end) {

  /** Returns the sequence of a shard that has received nothing. */
  public static ShardSequence begin(long lineage) {
    return new ShardSequence(lineage, 0, 0);
  }

  /** Returns whether no value waits. */
  public boolean isEmpty() {
    return next == end;
  }

  /** Returns the sequence after one more value has arrived. */
  public ShardSequence afterOneArrived() {
    return new ShardSequence(lineage, next, end + 1);
  }

  /** Returns the sequence after one more value has left. */
  public ShardSequence afterOneLeft() {
    return new ShardSequence(lineage, next + 1, end);
  }

  /** Encodes a {@link ShardSequence} as a version byte, lineage, next, end. */
  static final class ShardSequenceCoder extends AtomicCoder<ShardSequence> {

    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;
    private static final ShardSequenceCoder INSTANCE = new ShardSequenceCoder();

    private ShardSequenceCoder() {}

    static ShardSequenceCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(ShardSequence sequence, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(sequence.lineage, out);
      VarInt.encode(sequence.next, out);
      VarInt.encode(sequence.end, out);
    }

    @Override
    public ShardSequence decode(InputStream in) throws IOException {
      FormatVersion.check(in, VERSION, "shard sequences");
      return new ShardSequence(VarInt.decodeLong(in), VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }
}
