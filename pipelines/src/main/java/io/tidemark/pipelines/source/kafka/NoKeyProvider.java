package io.tidemark.pipelines.source.kafka;

import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.io.kafka.DeserializerProvider;
import org.apache.kafka.common.serialization.Deserializer;

/** Ignores the keys of records: everything that is used is in the value. */
record NoKeyProvider() implements DeserializerProvider<Void> {
  private static final long serialVersionUID = 1L;

  @Override
  public Deserializer<Void> getDeserializer(Map<String, ?> configs, boolean isKey) {
    return (topic, key) -> null;
  }

  @Override
  public Coder<Void> getCoder(CoderRegistry registry) {
    return VoidCoder.of();
  }
}
