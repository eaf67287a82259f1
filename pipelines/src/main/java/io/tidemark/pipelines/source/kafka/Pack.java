package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.record.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Records of a partition that one poll has returned, in the order of their offsets. Thousands of
 * polled records wait for their reader, and a garbage collector copies what waits. So only what is
 * needed is kept of them, in few objects, and only until they are unpacked.
 */
final class Pack {
  private static final Headers NO_HEADERS = new RecordHeaders();

  private final int partition;
  private final long[] offsets;
  private final long[] timestamps;
  private final Headers[] headers;
  private Bytes @Nullable [] values;

  /** Receives the records of a pack. */
  @FunctionalInterface
  interface Unpacker {
    void record(long offset, long timestamp, Headers headers, Bytes value);
  }

  /** Packs records of one partition; at least one. */
  Pack(List<ConsumerRecord<byte[], ByteBuffer>> records) {
    partition = records.get(0).partition();
    offsets = new long[records.size()];
    timestamps = new long[records.size()];
    headers = new Headers[records.size()];
    values = new Bytes[records.size()];
    for (int i = 0; i < offsets.length; i++) {
      ConsumerRecord<byte[], ByteBuffer> record = records.get(i);
      offsets[i] = record.offset();
      timestamps[i] = record.timestamp();
      headers[i] = record.headers().iterator().hasNext() ? record.headers() : NO_HEADERS;
      values[i] = record.value() == null ? Bytes.NONE : Bytes.of(record.value());
    }
  }

  /** Packs records of one partition, at most {@code most} into each. */
  static List<Pack> of(List<ConsumerRecord<byte[], ByteBuffer>> records, int most) {
    List<Pack> packs = new ArrayList<>();
    IntStream.iterate(0, from -> from < records.size(), from -> from + most)
        .forEach(
            from ->
                packs.add(new Pack(records.subList(from, Math.min(records.size(), from + most)))));
    return packs;
  }

  int partition() {
    return partition;
  }

  int size() {
    return offsets.length;
  }

  /** Returns the last offset, which is the largest. */
  long lastOffset() {
    return offsets[offsets.length - 1];
  }

  /**
   * Passes on the records in the order of their offsets, and keeps none of them.
   *
   * @throws IllegalStateException if they have been unpacked before
   */
  void unpack(Unpacker unpacker) {
    Bytes[] packed = values;
    if (packed == null) {
      throw new IllegalStateException(
          "records %d to %d of partition %d are unpacked already; a pack is unpacked once"
              .formatted(offsets[0], lastOffset(), partition));
    }
    values = null;
    for (int i = 0; i < packed.length; i++) {
      Bytes value = packed[i];
      packed[i] = null;
      unpacker.record(offsets[i], timestamps[i], headers[i], value);
    }
  }
}
