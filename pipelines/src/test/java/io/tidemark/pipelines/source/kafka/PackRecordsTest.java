package io.tidemark.pipelines.source.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.pipelines.source.kafka.PackRecords.Pack;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class PackRecordsTest {
  private static final TopicPartition FIRST = new TopicPartition("t", 0);
  private static final TopicPartition SECOND = new TopicPartition("t", 1);

  @Test
  void everyRecordIsInOnePackOfItsPartitionInOrder() {
    ConsumerRecords<byte[], byte[]> polled =
        new ConsumerRecords<>(Map.of(FIRST, records(FIRST, 7), SECOND, records(SECOND, 3)));
    ConsumerRecords<byte[], byte[]> packed = packed(3, polled);
    assertThat(packed.partitions(), is(polled.partitions()));
    for (TopicPartition partition : polled.partitions()) {
      assertThat(
          packed.records(partition).stream().flatMap(pack -> unpacked(pack).stream()).toList(),
          is(polled.records(partition).stream().map(PackRecordsTest::raw).toList()));
    }
    assertThat(
        packed.records(FIRST).stream().map(record -> pack(record).size()).toList(),
        contains(3, 3, 1));
    assertThat(packed.records(SECOND).size(), is(1));
  }

  @Test
  void packIsUnpackedOnce() {
    ConsumerRecord<byte[], byte[]> pack =
        packed(3, new ConsumerRecords<>(Map.of(SECOND, records(SECOND, 3)))).records(SECOND).get(0);
    unpacked(pack);
    IllegalStateException twice = assertThrows(IllegalStateException.class, () -> unpacked(pack));
    assertThat(
        twice.getMessage(),
        is("records 0 to 20 of partition 1 are unpacked already; a pack is unpacked once"));
  }

  @Test
  void packStandsAtItsLastOffsetAndItsEarliestAppendWithItsFirstValue() {
    ConsumerRecords<byte[], byte[]> polled =
        new ConsumerRecords<>(Map.of(FIRST, records(FIRST, 5)));
    List<ConsumerRecord<byte[], byte[]>> packs = packed(3, polled).records(FIRST);
    // Offsets have gaps, as those of a compacted topic; append times fall.
    assertThat(packs.stream().map(ConsumerRecord::offset).toList(), contains(20L, 40L));
    assertThat(packs.stream().map(ConsumerRecord::timestamp).toList(), contains(980L, 960L));
    assertThat(
        packs.stream().map(ConsumerRecord::value).toList(), contains(bytes("{0"), bytes("{3")));
  }

  @Test
  void recordsOfPackAreDecodedWithTheirPlace() {
    ConsumerRecord<byte[], byte[]> pack =
        packed(5, new ConsumerRecords<>(Map.of(SECOND, records(SECOND, 2)))).records(SECOND).get(0);
    List<DecodedRecord> received =
        new DecodingDeserializer(Decoders.standard(100))
            .deserialize("t", pack.headers(), pack.value());
    assertThat(
        received.stream().map(DecodedRecord::raw).toList(),
        contains(
            new RawRecord("t", 1, 0, 1_000, Map.of("n", "0"), bytes("{0")),
            new RawRecord("t", 1, 10, 990, Map.of("n", "1"), bytes("{1"))));
  }

  /** What a consumer with these settings would hand on of the records polled. */
  static ConsumerRecords<byte[], byte[]> intercepted(
      ConsumerRecords<byte[], byte[]> polled, Map<String, Object> settings) {
    if (!PackRecords.class
        .getName()
        .equals(settings.get(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG))) {
      return polled;
    }
    try (PackRecords interceptor = new PackRecords()) {
      interceptor.configure(settings);
      return inArrays(interceptor.onConsume(inBuffers(polled)));
    }
  }

  /** As a consumer has fetched them: the values are parts of one array. */
  private static ConsumerRecords<byte[], Object> inBuffers(ConsumerRecords<byte[], byte[]> polled) {
    Map<TopicPartition, List<ConsumerRecord<byte[], Object>>> inBuffers = new HashMap<>();
    for (TopicPartition partition : polled.partitions()) {
      ByteBuffer fetched = ByteBuffer.allocate(1_000);
      List<ConsumerRecord<byte[], Object>> records = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
        ByteBuffer value = null;
        if (record.value() != null) {
          fetched.put((byte) '"');
          value = fetched.slice().limit(record.value().length);
          fetched.put(record.value()).put((byte) '\\');
        }
        records.add(withValue(record, value));
      }
      inBuffers.put(partition, records);
    }
    return new ConsumerRecords<>(inBuffers);
  }

  private static ConsumerRecords<byte[], byte[]> inArrays(ConsumerRecords<byte[], Object> packed) {
    Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> inArrays = new HashMap<>();
    for (TopicPartition partition : packed.partitions()) {
      inArrays.put(
          partition,
          packed.records(partition).stream()
              .map(record -> withValue(record, (byte[]) record.value()))
              .toList());
    }
    return new ConsumerRecords<>(inArrays);
  }

  private static <V> ConsumerRecord<byte[], V> withValue(
      ConsumerRecord<byte[], ?> record, V value) {
    return new ConsumerRecord<>(
        record.topic(),
        record.partition(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        record.serializedKeySize(),
        record.serializedValueSize(),
        record.key(),
        value,
        record.headers(),
        record.leaderEpoch());
  }

  private static ConsumerRecords<byte[], byte[]> packed(
      int most, ConsumerRecords<byte[], byte[]> polled) {
    return intercepted(
        polled,
        Map.of(
            ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG,
            PackRecords.class.getName(),
            PackRecords.MOST_RECORDS,
            most));
  }

  private static Pack pack(ConsumerRecord<byte[], byte[]> record) {
    return (Pack) record.headers();
  }

  private static List<RawRecord> unpacked(ConsumerRecord<byte[], byte[]> record) {
    List<RawRecord> unpacked = new ArrayList<>();
    pack(record)
        .unpack(
            (partition, offset, timestamp, headers, value) ->
                unpacked.add(raw(partition, offset, timestamp, headers, value.toArray())));
    return unpacked;
  }

  private static RawRecord raw(ConsumerRecord<byte[], byte[]> record) {
    return raw(
        record.partition(), record.offset(), record.timestamp(), record.headers(), record.value());
  }

  private static RawRecord raw(
      int partition, long offset, long timestamp, Headers headers, byte[] value) {
    String number = new String(headers.lastHeader("n").value(), StandardCharsets.UTF_8);
    return new RawRecord("t", partition, offset, timestamp, Map.of("n", number), value);
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(TopicPartition partition, int count) {
    return IntStream.range(0, count).mapToObj(i -> record(partition, i)).toList();
  }

  private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, int number) {
    byte[] value = bytes("{" + number);
    return new ConsumerRecord<>(
        partition.topic(),
        partition.partition(),
        number * 10L,
        1_000 - number * 10L,
        TimestampType.CREATE_TIME,
        1,
        value.length,
        bytes("k"),
        value,
        new RecordHeaders().add("n", bytes(String.valueOf(number))),
        Optional.empty());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
