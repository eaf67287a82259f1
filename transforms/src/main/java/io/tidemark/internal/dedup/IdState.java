package io.tidemark.internal.dedup;

import io.tidemark.internal.version.CacheToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.util.VarInt;

/**
 * What is stored with the windows of a key about the ids of its elements: the recent ids, and the
 * numbers of the blocks that hold the others. It is encoded as the token, the number of blocks,
 * their numbers and the recent ids.
 */
public final class IdState {

  /** The ids that are in no block yet. */
  public IdBlock recent = new IdBlock();

  /**
   * The token of the whole set, if some ids are in blocks: the set in memory counts only if it was
   * remembered with this token; see {@link IdSetCache}.
   */
  public long token = CacheToken.NONE;

  /** The numbers of the blocks in {@link IdBlockState}, ascending. */
  public List<Long> blocks = List.of();

  /** Writes this state; it has no version byte of its own. */
  public void encode(OutputStream out) throws IOException {
    VarInt.encode(token, out);
    VarInt.encode(blocks.size(), out);
    for (long number : blocks) {
      VarInt.encode(number, out);
    }
    IdBlock.IdBlockCoder.of().encode(recent, out);
  }

  /** Reads what {@link #encode} has written. */
  public static IdState decode(InputStream in) throws IOException {
    IdState ids = new IdState();
    ids.token = VarInt.decodeLong(in);
    List<Long> blocks = new ArrayList<>(0);
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      blocks.add(VarInt.decodeLong(in));
    }
    ids.blocks = blocks;
    ids.recent = IdBlock.IdBlockCoder.of().decode(in);
    return ids;
  }
}
