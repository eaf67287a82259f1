package io.tidemark.pipelines.changelog;

import io.tidemark.pipelines.event.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * When the row that stands for a key and window was written. A retraction carries the value that
 * stood; with this, the row before a change is to the letter the row after the one that made it.
 *
 * @param insertedMicros version of the change that inserted the row
 * @param updatedMicros version of the change that last asserted its value
 */
record Standing(long insertedMicros, long updatedMicros) {

  /** Version; inserted, updated. */
  static final class StandingCoder extends AtomicCoder<Standing> {
    private static final long serialVersionUID = 1;

    private static final int VERSION = 1;
    private static final StandingCoder INSTANCE = new StandingCoder();

    private StandingCoder() {}

    static StandingCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(Standing standing, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(standing.insertedMicros, out);
      VarInt.encode(standing.updatedMicros, out);
    }

    @Override
    public Standing decode(InputStream in) throws IOException {
      Wire.checkVersion(VERSION, "Standing row", in);
      return new Standing(VarInt.decodeLong(in), VarInt.decodeLong(in));
    }
  }
}
