package io.tidemark.pipelines.source.kafka;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Encodes a {@link KafkaMark} as a version byte, whether partitions are known, whether the job
 * started without state (with the watermark of the one before), and the number of partitions, each
 * with its number before it.
 */
final class KafkaMarkCoder extends AtomicCoder<KafkaMark> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
  private static final KafkaMarkCoder INSTANCE = new KafkaMarkCoder();

  private KafkaMarkCoder() {}

  /** Returns the coder. */
  static KafkaMarkCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(KafkaMark mark, OutputStream out) throws IOException {
    out.write(VERSION);
    out.write(mark.known() ? 1 : 0);
    Long resumedMillis = mark.resumedMillis();
    out.write(resumedMillis == null ? 0 : 1);
    if (resumedMillis != null) {
      BinaryFormat.writeFixedLong(resumedMillis, out);
    }
    BinaryFormat.writeInt(mark.partitions().size(), out);
    for (Map.Entry<Integer, PartitionMark> partition : mark.partitions().entrySet()) {
      BinaryFormat.writeInt(partition.getKey(), out);
      partition.getValue().write(out);
    }
  }

  @Override
  public KafkaMark decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "checkpoint marks of a topic");
    boolean known = readBoolean(in);
    @Nullable Long resumedMillis = readBoolean(in) ? (Long) BinaryFormat.readFixedLong(in) : null;
    SortedMap<Integer, PartitionMark> partitions = new TreeMap<>();
    int count = BinaryFormat.readInt(in);
    for (int i = 0; i < count; i++) {
      partitions.put(BinaryFormat.readInt(in), PartitionMark.read(in));
    }
    return new KafkaMark(
        known, resumedMillis, Collections.unmodifiableSortedMap(partitions), durable -> {});
  }

  private static boolean readBoolean(InputStream in) throws IOException {
    int value = BinaryFormat.readByte(in);
    if (value > 1) {
      throw new CoderException("a checkpoint mark has " + value + " where 0 or 1 is needed");
    }
    return value == 1;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
