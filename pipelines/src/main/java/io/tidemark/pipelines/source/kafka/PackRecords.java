package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.decode.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes one record of up to {@value #MOST_RECORDS} records of a partition that one poll has
 * brought, so that KafkaIO does once for all of them what it does for each record: some ten updates
 * of metrics, locks and objects, which together cost a third of what decoding does.
 *
 * <p>A poll's values stay where the consumer has fetched them to: with {@link
 * ByteBufferDeserializer}, which {@link ConsumerFromFile} sets, none is copied.
 *
 * <p>The one record has the offset of its last, so that a reader goes on after all of them, the
 * earliest append time, and the value of its first, so that KafkaIO's estimate of bytes not read
 * yet stays one. The records themselves are in its {@link Pack}.
 */
public final class PackRecords implements ConsumerInterceptor<byte[], Object> {
  /** The consumer's setting of how many records are packed at most, at least 1. */
  static final String MOST_RECORDS = "tidemark.pack.most.records";

  private int mostRecords;

  /** Takes what was packed. */
  @FunctionalInterface
  interface Unpacker {
    void record(int partition, long offset, long timestamp, Headers headers, Bytes value);
  }

  /**
   * What stands in the place of a packed record's headers. Records that were polled wait for their
   * reader by the thousand, and a collector copies what waits: so no more is kept of them than is
   * needed, in few objects, and no longer than until they are unpacked.
   */
  static final class Pack extends RecordHeaders {
    private static final Headers NO_HEADERS = new RecordHeaders();

    private final int partition;
    private final long[] offsets;
    private final long[] timestamps;
    private final Headers[] headers;
    private Bytes @Nullable [] values;

    private Pack(List<ConsumerRecord<byte[], Object>> records) {
      partition = records.get(0).partition();
      offsets = new long[records.size()];
      timestamps = new long[records.size()];
      headers = new Headers[records.size()];
      values = new Bytes[records.size()];
      for (int i = 0; i < offsets.length; i++) {
        ConsumerRecord<byte[], Object> record = records.get(i);
        offsets[i] = record.offset();
        timestamps[i] = record.timestamp();
        headers[i] = record.headers().iterator().hasNext() ? record.headers() : NO_HEADERS;
        values[i] = bytes(record.value());
      }
    }

    int size() {
      return offsets.length;
    }

    /** The last of the offsets, which ascend. */
    private long lastOffset() {
      return offsets[offsets.length - 1];
    }

    private byte[] firstValue() {
      return values[0].toArray();
    }

    private long earliestTimestamp() {
      return LongStream.of(timestamps).min().orElseThrow();
    }

    /**
     * Hands on the records in the order of their offsets, once: each is let go then.
     *
     * @throws IllegalStateException the second time
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
        unpacker.record(partition, offsets[i], timestamps[i], headers[i], value);
      }
    }
  }

  @Override
  public void configure(Map<String, ?> settings) {
    mostRecords = Integer.parseInt(String.valueOf(settings.get(MOST_RECORDS)));
  }

  @Override
  public ConsumerRecords<byte[], Object> onConsume(ConsumerRecords<byte[], Object> polled) {
    Map<TopicPartition, List<ConsumerRecord<byte[], Object>>> packed = new LinkedHashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      List<ConsumerRecord<byte[], Object>> records = polled.records(partition);
      List<ConsumerRecord<byte[], Object>> packs = new ArrayList<>();
      for (int from = 0; from < records.size(); from += mostRecords) {
        packs.add(pack(records.subList(from, Math.min(records.size(), from + mostRecords))));
      }
      packed.put(partition, packs);
    }
    return new ConsumerRecords<>(packed);
  }

  private static ConsumerRecord<byte[], Object> pack(List<ConsumerRecord<byte[], Object>> records) {
    ConsumerRecord<byte[], Object> first = records.get(0);
    Pack pack = new Pack(records);
    return new ConsumerRecord<>(
        first.topic(),
        first.partition(),
        pack.lastOffset(),
        pack.earliestTimestamp(),
        first.timestampType(),
        first.serializedKeySize(),
        first.serializedValueSize(),
        null,
        pack.firstValue(),
        pack,
        first.leaderEpoch());
  }

  private static Bytes bytes(@Nullable Object value) {
    return value == null ? Bytes.NONE : Bytes.of((ByteBuffer) value);
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}
}
