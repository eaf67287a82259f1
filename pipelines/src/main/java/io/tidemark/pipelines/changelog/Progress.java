package io.tidemark.pipelines.changelog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How far a shard has come.
 *
 * @param lineage the attempt that made the shard's first record: the same for all its restarts,
 *     another for every other job
 * @param next how many records have been published, so the sequence number of the next
 */
record Progress(long lineage, long next) {

  /** The progress after a record; {@code before} is null for the first. */
  static Progress after(@Nullable Progress before, TopicRecord record) {
    return before == null
        ? new Progress(record.attempt(), 1)
        : new Progress(before.lineage, before.next + 1);
  }

  /** Version; lineage, next. */
  static final class ProgressCoder extends AtomicCoder<Progress> {

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
    }

    @Override
    public Progress decode(InputStream in) throws IOException {
      int version = in.read();
      if (version != VERSION) {
        throw new CoderException("progress of version " + version + ", only 1 can be read");
      }
      return new Progress(VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }
}
