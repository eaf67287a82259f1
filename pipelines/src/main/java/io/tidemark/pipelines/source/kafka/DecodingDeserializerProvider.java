package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.kafka.DeserializerProvider;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Makes deserializers with the decoders of this read. Kafka by itself could make them only from
 * their class, without decoders.
 *
 * @param decoders decode the values
 */
record DecodingDeserializerProvider(Decoders decoders)
    implements DeserializerProvider<List<DecodedRecord>> {
  private static final long serialVersionUID = 1L;

  @Override
  public Deserializer<List<DecodedRecord>> getDeserializer(Map<String, ?> configs, boolean isKey) {
    return new DecodingDeserializer(decoders);
  }

  @Override
  public Coder<List<DecodedRecord>> getCoder(CoderRegistry registry) {
    return ListCoder.of(DecodedRecordCoder.of());
  }
}
