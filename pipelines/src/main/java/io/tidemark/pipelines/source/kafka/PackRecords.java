package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.record.Bytes;
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
 * Packs the records of a partition that one poll has returned, as many as {@link #MOST_RECORDS}
 * allows, into one record. KafkaIO then does once for all of them what it does for each record:
 * some ten updates of metrics, locks and objects, which together cost a third of what decoding
 * does.
 *
 * <p>The values stay where the consumer has fetched them: none is copied, thanks to the {@link
 * ByteBufferDeserializer} that {@link ConsumerFromFile} sets.
 *
 * <p>The one record has the offset of its last, so that a reader continues after all of them; the
 * earliest append time; and the value of its first, so that KafkaIO can still estimate the bytes
 * not read yet. The records themselves are in its {@link Pack}.
 */
public final class PackRecords implements ConsumerInterceptor<byte[], Object> {
  /** The consumer property with the largest number of records in a pack, at least 1. */
  static final String MOST_RECORDS = "tidemark.pack.most.records";

  private int mostRecords;

  /** Receives the records of a pack. */
  @FunctionalInterface
  interface Unpacker {
    void record(int partition, long offset, long timestamp, Headers headers, Bytes value);
  }

  /**
   * The records of a pack, in the place of the headers of the one record. Thousands of polled
   * records wait for their reader, and a garbage collector copies what waits. So only what is
   * needed is kept of them, in few objects, and only until they are unpacked.
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

    /** Returns the last offset, which is the largest. */
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
