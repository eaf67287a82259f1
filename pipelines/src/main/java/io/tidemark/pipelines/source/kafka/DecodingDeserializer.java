package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
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
 * Decodes the value of a record where Kafka hands it over, so that it is parsed only once, for its
 * event time and its content. Of a {@link PackRecords.Pack} it decodes each record. It never
 * throws.
 *
 * <p>A deserializer is not given the place of a record that is not packed; {@link DecodedRecord#at}
 * adds it later.
 */
final class DecodingDeserializer implements Deserializer<List<DecodedRecord>> {
  /** The partition, offset and time of a record whose place is not known here. */
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
      return List.of(decode(topic, UNKNOWN, UNKNOWN, UNKNOWN, headers, bytes));
    }
    List<DecodedRecord> all = new ArrayList<>(pack.size());
    pack.unpack(
        (partition, offset, timestamp, own, bytes) ->
            all.add(decode(topic, partition, offset, timestamp, own, bytes)));
    return all;
  }

  private DecodedRecord decode(
      String topic,
      int partition,
      long offset,
      long appendTimeMillis,
      Headers headers,
      Bytes bytes) {
    RawRecord raw =
        new RawRecord(topic, partition, offset, appendTimeMillis, texts(headers), bytes);
    return decoders.read(raw);
  }

  /**
   * Returns the headers as text, names in lower case. Of several headers of one name the last
   * counts; one without a value does not.
   */
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
