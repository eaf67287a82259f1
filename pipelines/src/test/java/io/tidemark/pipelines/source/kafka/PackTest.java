package io.tidemark.pipelines.source.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.RawRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class PackTest {

  @Test
  void everyRecordIsInOnePackInOrder() {
    List<Pack> packs = Pack.of(records(7), 3);
    assertThat(packs.stream().map(Pack::size).toList(), is(List.of(3, 3, 1)));
    assertThat(packs.stream().map(Pack::lastOffset).toList(), is(List.of(20L, 50L, 60L)));
    List<Long> offsets = new ArrayList<>();
    packs.forEach(pack -> pack.unpack((offset, timestamp, headers, value) -> offsets.add(offset)));
    assertThat(offsets, is(List.of(0L, 10L, 20L, 30L, 40L, 50L, 60L)));
  }

  @Test
  void valueStaysWhereItWasFetched() {
    byte[] fetched = {9, 1, 2, 9};
    ConsumerRecord<byte[], ByteBuffer> record =
        new ConsumerRecord<>("t", 1, 5, null, ByteBuffer.wrap(fetched, 1, 2).slice());
    new Pack(List.of(record))
        .unpack(
            (offset, timestamp, headers, value) -> {
              assertThat(value.array(), is(sameInstance(fetched)));
              assertThat(value, is(Bytes.of(new byte[] {1, 2})));
            });
  }

  @Test
  void packIsUnpackedOnce() {
    Pack pack = new Pack(records(3));
    pack.unpack((offset, timestamp, headers, value) -> {});
    IllegalStateException twice =
        assertThrows(
            IllegalStateException.class,
            () -> pack.unpack((offset, timestamp, headers, value) -> {}));
    assertThat(
        twice.getMessage(),
        is("records 0 to 20 of partition 1 are unpacked already; a pack is unpacked once"));
  }

  @Test
  void headersAreTextsWithNamesInLowerCase() {
    Headers headers = new RecordHeaders();
    headers.add("CE_Id", "1".getBytes(StandardCharsets.UTF_8));
    headers.add("ce_id", "2".getBytes(StandardCharsets.UTF_8));
    headers.add("none", null);
    RawRecord raw =
        new RecordDecoder("t", Decoders.standard(100))
            .decode(3, 4, 5, headers, Bytes.NONE, null)
            .raw();
    assertThat(raw, is(new RawRecord("t", 3, 4, 5, Map.of("ce_id", "2"), new byte[0])));
  }

  private static List<ConsumerRecord<byte[], ByteBuffer>> records(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new ConsumerRecord<byte[], ByteBuffer>("t", 1, 10L * i, null, null))
        .toList();
  }
}
