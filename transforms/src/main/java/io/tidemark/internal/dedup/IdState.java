package io.tidemark.internal.dedup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.util.VarInt;

/**
 * What is stored with the windows of a key about the ids of its elements: the recent ids, and where
 * the others are. It is encoded as the number of blocks, what is known of each, and the recent ids.
 */
public final class IdState {

  /** The ids that are in no block yet. */
  public IdBlock recent = new IdBlock();

  /** The blocks in {@link IdBlockState}, in the order in which they were written. */
  final List<StoredBlock> blocks = new ArrayList<>(0);

  /** Writes this state; it has no version byte of its own. */
  public void encode(OutputStream out) throws IOException {
    VarInt.encode(blocks.size(), out);
    for (StoredBlock block : blocks) {
      block.encode(out);
    }
    IdBlockCoder.of().encode(recent, out);
  }

  /** Reads what {@link #encode} has written. */
  public static IdState decode(InputStream in) throws IOException {
    IdState ids = new IdState();
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      ids.blocks.add(StoredBlock.decode(in));
    }
    ids.recent = IdBlockCoder.of().decode(in);
    return ids;
  }
}
