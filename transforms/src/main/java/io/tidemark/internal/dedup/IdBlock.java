package io.tidemark.internal.dedup;

import com.carrotsearch.hppc.LongArrayList;
import io.tidemark.encoding.ByteBlock;
import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * The ids of some elements, and their event times, in the order in which they were added. The
 * recent ids of a key are such a block and change; one in {@link IdBlockState} never does.
 */
public final class IdBlock {
  private final LongArrayList ids;
  private final LongArrayList timestamps;
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;

  public IdBlock() {
    this(0);
  }

  private IdBlock(int expected) {
    ids = new LongArrayList(expected);
    timestamps = new LongArrayList(expected);
  }

  /** Appends the id of an element, with its event time. */
  public void add(long id, long timestampMillis) {
    ids.add(id);
    timestamps.add(timestampMillis);
    widenTo(timestampMillis);
  }

  private void widenTo(long timestampMillis) {
    earliest = Math.min(earliest, timestampMillis);
    latest = Math.max(latest, timestampMillis);
  }

  /**
   * Returns a new block of the ids of an earlier block, except those of elements before {@code
   * oldest}, followed by the ids of this one.
   */
  IdBlock after(IdBlock earlier, long oldest) {
    IdBlock both = new IdBlock(earlier.size() + size());
    both.addAll(earlier, oldest);
    both.addAll(this, Long.MIN_VALUE);
    return both;
  }

  /** Removes the ids of elements before {@code oldest}. */
  void forgetBefore(long oldest) {
    if (earliest >= oldest) {
      return;
    }
    int left = 0;
    earliest = Long.MAX_VALUE;
    latest = Long.MIN_VALUE;
    for (int i = 0; i < size(); i++) {
      long timestamp = timestamp(i);
      if (timestamp >= oldest) {
        ids.set(left, id(i));
        timestamps.set(left, timestamp);
        left++;
        widenTo(timestamp);
      }
    }
    ids.resize(left);
    timestamps.resize(left);
  }

  private void addAll(IdBlock others, long oldest) {
    if (others.earliest >= oldest) {
      ids.add(others.ids.buffer, 0, others.size());
      timestamps.add(others.timestamps.buffer, 0, others.size());
      earliest = Math.min(earliest, others.earliest);
      latest = Math.max(latest, others.latest);
      return;
    }
    for (int i = 0; i < others.size(); i++) {
      if (others.timestamp(i) >= oldest) {
        add(others.id(i), others.timestamp(i));
      }
    }
  }

  boolean contains(long id) {
    return ids.contains(id);
  }

  int size() {
    return ids.size();
  }

  long id(int i) {
    return ids.get(i);
  }

  /** The event time of an element, in milliseconds since the epoch. */
  long timestamp(int i) {
    return timestamps.get(i);
  }

  /** The ids of the elements in {@code [oldest, end)}. */
  long[] within(long oldest, long end) {
    long[] within = new long[size()];
    int count = 0;
    for (int i = 0; i < within.length; i++) {
      if (timestamp(i) >= oldest && timestamp(i) < end) {
        within[count++] = id(i);
      }
    }
    return Arrays.copyOf(within, count);
  }

  /** The event time of the earliest element; {@code Long.MAX_VALUE} if there is none. */
  long earliest() {
    return earliest;
  }

  /** The event time of the latest element; {@code Long.MIN_VALUE} if there is none. */
  long latest() {
    return latest;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof IdBlock that && ids.equals(that.ids) && timestamps.equals(that.timestamps);
  }

  @Override
  public int hashCode() {
    return ids.hashCode();
  }

  @Override
  public String toString() {
    return "IdBlock(" + Arrays.toString(ids.toArray()) + ")";
  }

  /**
   * Encodes a block as a version byte and the number of ids. Unless that is 0 there follow the
   * latest event time, the number of bytes to come, and for each id how much earlier than the
   * latest its event time is, as a varint, and the id in eight bytes.
   */
  public static final class IdBlockCoder extends CustomCoder<IdBlock> {
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
      VarInt.encode(ids.latest, out);
      ByteBlock block = ByteBlock.ofThisThread();
      for (int i = 0; i < ids.size(); i++) {
        block.writeVarLong(ids.latest - ids.timestamp(i));
        block.writeLong(ids.id(i));
      }
      block.writeTo(out);
    }

    @Override
    public IdBlock decode(InputStream in) throws IOException {
      FormatVersion.check(in, VERSION, "ids");
      int size = VarInt.decodeInt(in);
      if (size == 0) {
        return new IdBlock();
      }
      long latest = VarInt.decodeLong(in);
      ByteBlock block = ByteBlock.ofThisThread();
      block.readFrom(in);
      IdBlock ids = new IdBlock(Math.min(size, IdSet.MOST_IN_BLOCK));
      for (int left = size; left > 0; left--) {
        long timestamp = latest - block.readVarLong();
        ids.add(block.readLong(), timestamp);
      }
      return ids;
    }

    @Override
    public void verifyDeterministic() {}

    @Override
    public boolean consistentWithEquals() {
      return true;
    }
  }
}
