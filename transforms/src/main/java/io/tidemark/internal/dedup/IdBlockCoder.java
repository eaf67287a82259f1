package io.tidemark.internal.dedup;

import io.tidemark.encoding.ByteBlock;
import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes an {@link IdBlock} as a version byte and the number of ids. Unless that is 0 there follow
 * the latest event time, the number of bytes to come, and for each id how much earlier than the
 * latest its event time is, as a varint, the identity in sixteen bytes, and the content as an
 * unsigned varint.
 */
public final class IdBlockCoder extends AtomicCoder<IdBlock> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final IdBlockCoder INSTANCE = new IdBlockCoder();

  private IdBlockCoder() {}

  public static IdBlockCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(IdBlock ids, OutputStream out) throws IOException {
    out.write(VERSION);
    VarInt.encode(ids.size(), out);
    if (ids.size() == 0) {
      return;
    }
    VarInt.encode(ids.latest(), out);
    ByteBlock block = ByteBlock.ofThisThread();
    for (int i = 0; i < ids.size(); i++) {
      block.writeVarLong(ids.latest() - ids.timestamp(i));
      block.writeLong(ids.high(i));
      block.writeLong(ids.low(i));
      block.writeVarLong(Integer.toUnsignedLong(ids.content(i)));
    }
    block.writeTo(out);
  }

  @Override
  public IdBlock decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "ids");
    IdBlock ids = new IdBlock();
    int size = VarInt.decodeInt(in);
    if (size == 0) {
      return ids;
    }
    long latest = VarInt.decodeLong(in);
    ByteBlock block = ByteBlock.ofThisThread();
    block.readFrom(in);
    for (int left = size; left > 0; left--) {
      long timestamp = latest - block.readVarLong();
      long high = block.readLong();
      long low = block.readLong();
      ids.append(high, low, timestamp, (int) block.readVarLong());
    }
    return ids;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
