package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.pipelines.record.Resumed;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Decodes a record where Kafka hands it over, so that it is parsed only once, for its event time
 * and its content. It never throws.
 *
 * @param topic the topic that the records are of
 * @param decoders decode the values
 */
record RecordDecoder(String topic, Decoders decoders) {

  /** Returns the record with an outcome for each event in it. */
  DecodedRecord decode(
      int partition,
      long offset,
      long appendTimeMillis,
      Headers headers,
      Bytes bytes,
      @Nullable Resumed resumed) {
    RawRecord raw =
        new RawRecord(
            topic,
            partition,
            offset,
            appendTimeMillis,
            texts(headers),
            bytes,
            RawRecord.WHOLE,
            resumed);
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
