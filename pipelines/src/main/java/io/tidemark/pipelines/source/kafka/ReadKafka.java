package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.options.KafkaReadOptions;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.record.DecodedRecord;
import java.util.List;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;

/**
 * Reads the topic of a stream, without end, as records that are decoded already. An element has one
 * record or, where {@link KafkaReadOptions} says so, many; its timestamp is their earliest event
 * time. Which topic, of which brokers, and how, is in the {@link TidemarkOptions} of the run.
 *
 * <pre>{@code
 * pipeline.apply("ReadFeedback", ReadKafka.topicOf(StreamRole.FEEDBACK));
 * }</pre>
 *
 * <p>The watermark is the least of the partitions', each kept by {@link PartitionWatermark}.
 * Partitions that are added are found within a minute and read from their beginning. Offsets are
 * committed to the group when the runner has made a checkpoint durable, never by Kafka's own timer.
 * A new group starts at the beginning ({@code auto.offset.reset} in the consumer's properties file
 * changes that). A job that starts without the state of the one before goes back to where windows
 * may have been open, as {@link StartPlan} says. Nothing is lost; after a failure records may be
 * read again.
 */
public final class ReadKafka extends PTransform<PBegin, PCollection<List<DecodedRecord>>> {
  private static final long serialVersionUID = 1L;

  private final StreamRole role;

  private ReadKafka(StreamRole role) {
    this.role = role;
  }

  /** Returns the read of a stream's topic. */
  public static ReadKafka topicOf(StreamRole role) {
    return new ReadKafka(role);
  }

  @Override
  public PCollection<List<DecodedRecord>> expand(PBegin begin) {
    return begin.apply("Poll", Read.from(new KafkaSource(role)));
  }
}
