package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.RawRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Decodes CloudEvents 1.0 in the binary mode of the Kafka binding: the attributes are headers
 * ({@code ce_id}, {@code ce_time}, {@code ce_type} …) and the value is the native payload in JSON.
 *
 * <p>It accepts a record that has the header {@code ce_specversion}, unless the header {@code
 * content-type} begins with {@code application/cloudevents}: then the value is a structured event
 * or a batch of them, which {@link JsonDecoder} reads.
 */
final class CloudEventsBinaryDecoder implements Decoder {
  private static final long serialVersionUID = 1L;

  private final JsonDecoder payloads;

  CloudEventsBinaryDecoder(JsonDecoder payloads) {
    this.payloads = payloads;
  }

  @Override
  public boolean accepts(RawRecord record) {
    Map<String, String> headers = record.headers();
    return headers.containsKey("ce_specversion") && !isStructured(headers);
  }

  @Override
  public DecodedRecord decode(RawRecord record) {
    Map<String, String> headers = record.headers();
    EnvelopeFields envelope =
        new EnvelopeFields(
            headers.get("ce_id"), headers.get("ce_time"), headers.get("ce_type"), Map.of());
    return new DecodedRecord(record, List.of(payloads.decode(record.bytes(), envelope)));
  }

  private static boolean isStructured(Map<String, String> headers) {
    return headers
        .getOrDefault("content-type", "")
        .toLowerCase(Locale.ROOT)
        .startsWith("application/cloudevents");
  }
}
