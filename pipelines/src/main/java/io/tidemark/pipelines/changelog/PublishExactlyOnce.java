package io.tidemark.pipelines.changelog;

import io.tidemark.pipelines.changelog.Progress.ProgressCoder;
import io.tidemark.pipelines.changelog.TopicRecord.TopicRecordCoder;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PDone;

/**
 * Publishes each record exactly once for readers of committed records, and those of one key in the
 * order they arrive.
 *
 * <p>All records of a key are of one shard, each of {@value #SHARDS} by a hash of the key. A shard
 * numbers its records and publishes only what is durable: an attempt after a crash is given the
 * same records with the same numbers, and skips those that the brokers say are committed.
 *
 * <p>Not Beam's own {@code KafkaIO} with exactly-once semantics: it deals records out to its shards
 * in turn, which loses the order of a key, and drops their headers.
 */
final class PublishExactlyOnce extends PTransform<PCollection<TopicRecord>, PDone> {

  /** Fixed: another number would send a key's next records past those still buffered. */
  private static final int SHARDS = 4;

  private final String topic;
  private final KafkaConfig kafka;

  PublishExactlyOnce(String topic, KafkaConfig kafka) {
    this.topic = topic;
    this.kafka = kafka;
  }

  @Override
  public PDone expand(PCollection<TopicRecord> records) {
    records
        .apply("IntoOneWindow", Window.into(new GlobalWindows()))
        .apply("Shard", ParDo.of(new ShardFn()))
        .setCoder(KvCoder.of(VarIntCoder.of(), TopicRecordCoder.of()))
        .apply("Commit", ParDo.of(new CommitFn(topic, kafka)));
    return PDone.in(records.getPipeline());
  }

  private static final class ShardFn extends DoFn<TopicRecord, KV<Integer, TopicRecord>> {

    @ProcessElement
    public void shard(
        @Element TopicRecord record, OutputReceiver<KV<Integer, TopicRecord>> shards) {
      shards.output(KV.of(Math.floorMod(Arrays.hashCode(record.key()), SHARDS), record));
    }
  }

  /**
   * State: how far the shard has come, two numbers, for ever.
   *
   * <p>A writer lives for a bundle, which on Flink is all that a checkpoint made durable: elsewhere
   * a shard moves between workers, and one that was kept would be fenced off by the next.
   */
  @SuppressWarnings("UnusedMethod") // Beam calls start, commit and teardown.
  private static final class CommitFn extends DoFn<KV<Integer, TopicRecord>, Void> {

    private static final Counter PUBLISHED = Metrics.counter("tidemark", "records_published");
    private static final Counter SKIPPED = Metrics.counter("tidemark", "records_already_published");

    @StateId("progress")
    @SuppressWarnings("unused") // Beam reads it.
    private final StateSpec<ValueState<Progress>> progressSpec =
        StateSpecs.value(ProgressCoder.of());

    private final String topic;
    private final KafkaConfig kafka;

    private transient Map<Integer, ShardWriter> writers;

    CommitFn(String topic, KafkaConfig kafka) {
      this.topic = topic;
      this.kafka = kafka;
    }

    @Setup
    public void setUp() {
      writers = new TreeMap<>();
    }

    @RequiresStableInput
    @ProcessElement
    public void publish(
        @Element KV<Integer, TopicRecord> element,
        @StateId("progress") ValueState<Progress> progress)
        throws IOException {
      Progress after = Progress.after(progress.read(), element.getValue());
      boolean now = writer(element.getKey()).publish(after, element.getValue());
      progress.write(after);
      (now ? PUBLISHED : SKIPPED).inc();
    }

    private ShardWriter writer(int shard) throws IOException {
      ShardWriter writer = writers.get(shard);
      if (writer == null) {
        writer = ShardWriter.open(topic, shard, kafka);
        writers.put(shard, writer);
      }
      return writer;
    }

    @FinishBundle
    public void commit() throws IOException {
      for (ShardWriter writer : writers.values()) {
        writer.commit();
      }
      close();
    }

    @Teardown
    public void close() {
      if (writers != null) {
        writers.values().forEach(ShardWriter::close);
        writers.clear();
      }
    }
  }
}
