package io.tidemark.pipelines.durable;

import io.tidemark.pipelines.event.Wire;
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
public record Progress(long lineage, long next, long end) {

  /** Of a shard that has received nothing. */
  public static Progress begin(long lineage) {
    return new Progress(lineage, 0, 0);
  }

  /** Whether nothing waits. */
  public boolean isEmpty() {
    return next == end;
  }

  public Progress afterOneArrived() {
    return new Progress(lineage, next, end + 1);
  }

  public Progress afterOneLeft() {
    return new Progress(lineage, next + 1, end);
  }

  /** Version; lineage, next, end. */
  static final class ProgressCoder extends AtomicCoder<Progress> {

    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;
    private static final ProgressCoder INSTANCE = new ProgressCoder();

    private ProgressCoder() {}

    static ProgressCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(Progress progress, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(progress.lineage, out);
      VarInt.encode(progress.next, out);
      VarInt.encode(progress.end, out);
    }

    @Override
    public Progress decode(InputStream in) throws IOException {
      Wire.checkVersion(VERSION, "Progress", in);
      return new Progress(VarInt.decodeLong(in), VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }
}
