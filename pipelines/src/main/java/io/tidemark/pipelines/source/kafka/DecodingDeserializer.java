package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.decode.Bytes;
import io.tidemark.pipelines.decode.DecodedRecord;
import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.RawRecord;
import io.tidemark.pipelines.source.kafka.PackRecords.Pack;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Decodes a record's value where Kafka hands it over, so that it is parsed once, for its event time
 * and its content; of a {@link PackRecords.Pack} each record's. Never throws.
 *
 * <p>A deserializer does not know the place of a record that is not packed: {@link
 * DecodedRecord#at} adds it.
 */
final class DecodingDeserializer implements Deserializer<List<DecodedRecord>> {
  private static final int UNKNOWN = -1;

  private final Decoders decoders;

  DecodingDeserializer(Decoders decoders) {
    this.decoders = decoders;
  }

  @Override
  public List<DecodedRecord> deserialize(String topic, byte @Nullable [] value) {
    return deserialize(topic, new RecordHeaders(), value);
  }

  @Override
  public List<DecodedRecord> deserialize(String topic, Headers headers, byte @Nullable [] value) {
    if (!(headers instanceof Pack pack)) {
      Bytes bytes = value == null ? Bytes.NONE : Bytes.of(value);
      return List.of(received(topic, UNKNOWN, UNKNOWN, UNKNOWN, headers, bytes));
    }
    List<DecodedRecord> all = new ArrayList<>(pack.size());
    pack.unpack(
        (partition, offset, timestamp, own, bytes) ->
            all.add(received(topic, partition, offset, timestamp, own, bytes)));
    return all;
  }

  private DecodedRecord received(
      String topic,
      int partition,
      long offset,
      long appendTimeMillis,
      Headers headers,
      Bytes bytes) {
    RawRecord raw =
        new RawRecord(topic, partition, offset, appendTimeMillis, texts(headers), bytes);
    return new DecodedRecord(raw, decoders.decode(raw));
  }

  /** Names in lower case; of several headers of one name, the last. */
  private static Map<String, String> texts(Headers headers) {
    Map<String, String> texts = null;
    for (Header header : headers) {
      if (header.value() != null) {
        texts = texts == null ? new HashMap<>() : texts;
        texts.put(
            header.key().toLowerCase(Locale.ROOT),
            new String(header.value(), StandardCharsets.UTF_8));
      }
    }
    return texts == null ? Map.of() : texts;
  }
}
