package io.tidemark.pipelines.sink.kafka.exactlyonce;

import io.tidemark.pipelines.checkpoint.IntoShards;
import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord;
import java.util.Arrays;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Publishes each record exactly once for readers of committed records, and the records of a key in
 * the order in which they arrive.
 *
 * <p>All records of a key are in one shard. A shard numbers its records and publishes only those
 * that are durable; see {@link CommitFn}.
 *
 * <p>It does not use the exactly-once writes of {@code KafkaIO}: they assign records to shards in
 * turn, which loses the order of a key, and they drop headers.
 */
public final class PublishExactlyOnce extends PTransform<PCollection<TopicRecord>, PDone> {

  private final String topic;
  private final KafkaConfig kafka;

  public PublishExactlyOnce(String topic, KafkaConfig kafka) {
    this.topic = topic;
    this.kafka = kafka;
  }

  @Override
  public PDone expand(PCollection<TopicRecord> records) {
    records
        .apply("Shard", IntoShards.by(record -> Arrays.hashCode(record.key())))
        .apply("Commit", ParDo.of(commitFn(topic, kafka)));
    return PDone.in(records.getPipeline());
  }

  private static CommitFn commitFn(String topic, KafkaConfig kafka) {
    return new CommitFn(shard -> ShardWriter.open(topic, shard, kafka));
  }
}
