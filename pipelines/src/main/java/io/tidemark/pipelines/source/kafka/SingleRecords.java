package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.io.kafka.DeserializerProvider;
import org.apache.beam.sdk.io.kafka.KafkaRecord;
import org.apache.beam.sdk.io.kafka.TimestampPolicy;
import org.apache.beam.sdk.io.kafka.TimestampPolicyFactory;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Decoder and watermark of a read whose elements have one record each, made of those for packs. The
 * coder of what passes between the steps of such a read is part of the graph, by which a runner
 * matches a running job with its update, so it stays that of a single record.
 */
final class SingleRecords {

  private SingleRecords() {}

  /** Makes deserializers of single records. */
  record DecodingProvider(Decoders decoders) implements DeserializerProvider<DecodedRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public Deserializer<DecodedRecord> getDeserializer(Map<String, ?> configs, boolean isKey) {
      return new Single(new DecodingDeserializer(decoders));
    }

    @Override
    public Coder<DecodedRecord> getCoder(CoderRegistry registry) {
      return DecodedRecordCoder.of();
    }
  }

  private record Single(DecodingDeserializer packs) implements Deserializer<DecodedRecord> {
    @Override
    public DecodedRecord deserialize(String topic, byte @Nullable [] value) {
      return packs.deserialize(topic, value).get(0);
    }

    @Override
    public DecodedRecord deserialize(String topic, Headers headers, byte @Nullable [] value) {
      return packs.deserialize(topic, headers, value).get(0);
    }
  }

  /** Makes the same policies for single records. */
  record EventTimePolicies(EventTimePolicyFactory packs)
      implements TimestampPolicyFactory<Void, DecodedRecord> {
    private static final long serialVersionUID = 1L;

    @Override
    public TimestampPolicy<Void, DecodedRecord> createTimestampPolicy(
        TopicPartition partition, Optional<Instant> previousWatermark) {
      EventTimePolicy policy = packs.createTimestampPolicy(partition, previousWatermark);
      return new TimestampPolicy<>() {
        @Override
        public Instant getTimestampForRecord(
            PartitionContext ctx, KafkaRecord<Void, DecodedRecord> record) {
          return policy.timestampOf(List.of(record.getKV().getValue()), record.getTimestamp());
        }

        @Override
        public Instant getWatermark(PartitionContext ctx) {
          return policy.getWatermark(ctx);
        }
      };
    }
  }
}
