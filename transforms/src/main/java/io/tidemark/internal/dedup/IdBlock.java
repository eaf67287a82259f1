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

/** Identities of elements, and their event times; a block in a state of its own never changes. */
public final class IdBlock {
  private final LongArrayList identities;
  private final LongArrayList timestamps;
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;

  public IdBlock() {
    this(0);
  }

  private IdBlock(int expected) {
    identities = new LongArrayList(expected);
    timestamps = new LongArrayList(expected);
  }

  public void add(long identity, long timestampMillis) {
    identities.add(identity);
    timestamps.add(timestampMillis);
    widenTo(timestampMillis);
  }

  private void widenTo(long timestampMillis) {
    earliest = Math.min(earliest, timestampMillis);
    latest = Math.max(latest, timestampMillis);
  }

  /** Those of an earlier block whose event times are not before {@code oldest}, and these. */
  IdBlock after(IdBlock earlier, long oldest) {
    IdBlock both = new IdBlock(earlier.size() + size());
    both.addAll(earlier, oldest);
    both.addAll(this, Long.MIN_VALUE);
    return both;
  }

  /** Forgets those whose event times are before {@code oldest}. */
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
        identities.set(left, identity(i));
        timestamps.set(left, timestamp);
        left++;
        widenTo(timestamp);
      }
    }
    identities.resize(left);
    timestamps.resize(left);
  }

  private void addAll(IdBlock others, long oldest) {
    if (others.earliest >= oldest) {
      identities.add(others.identities.buffer, 0, others.size());
      timestamps.add(others.timestamps.buffer, 0, others.size());
      earliest = Math.min(earliest, others.earliest);
      latest = Math.max(latest, others.latest);
      return;
    }
    for (int i = 0; i < others.size(); i++) {
      if (others.timestamp(i) >= oldest) {
        add(others.identity(i), others.timestamp(i));
      }
    }
  }

  boolean contains(long identity) {
    return identities.contains(identity);
  }

  int size() {
    return identities.size();
  }

  long identity(int i) {
    return identities.get(i);
  }

  /** In milliseconds since the epoch. */
  long timestamp(int i) {
    return timestamps.get(i);
  }

  /** The identities of elements from {@code oldest} to before {@code end}. */
  long[] within(long oldest, long end) {
    long[] within = new long[size()];
    int count = 0;
    for (int i = 0; i < within.length; i++) {
      if (timestamp(i) >= oldest && timestamp(i) < end) {
        within[count++] = identity(i);
      }
    }
    return Arrays.copyOf(within, count);
  }

  /** Event time of the earliest element; {@code Long.MAX_VALUE} of none. */
  long earliest() {
    return earliest;
  }

  /** Event time of the latest element; {@code Long.MIN_VALUE} of none. */
  long latest() {
    return latest;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof IdBlock that
        && identities.equals(that.identities)
        && timestamps.equals(that.timestamps);
  }

  @Override
  public int hashCode() {
    return identities.hashCode();
  }

  @Override
  public String toString() {
    return "IdentityBlock(" + Arrays.toString(identities.toArray()) + ")";
  }

  /**
   * Version and count; where there are some, the latest event time, and for each how much earlier
   * it is, and the identity.
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
        block.writeLong(ids.identity(i));
      }
      block.writeTo(out);
    }

    @Override
    public IdBlock decode(InputStream in) throws IOException {
      FormatVersion.check(in, VERSION, "identities");
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
