package io.tidemark.pipelines.sink.kafka.exactlyonce;

import io.tidemark.pipelines.checkpoint.AwaitCheckpointFn;
import io.tidemark.pipelines.checkpoint.PendingValue;
import io.tidemark.pipelines.checkpoint.ShardSequence;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord.TopicRecordCoder;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * Publishes the records of each shard in the order in which they arrive, each when it is durable.
 * An attempt after a crash finds the same records with the same sequence numbers, and skips those
 * that the brokers have committed already.
 *
 * <p>Counters: {@code records_published}, and {@code records_already_published} for those that were
 * skipped. Records that wait for the last checkpoint of a drained job are in neither.
 */
@SuppressWarnings("UnusedMethod") // Beam calls them by their annotations.
final class CommitFn extends AwaitCheckpointFn<TopicRecord, Void> {

  private static final Counter PUBLISHED = Metrics.counter("tidemark", "records_published");
  private static final Counter SKIPPED = Metrics.counter("tidemark", "records_already_published");

  private final Shards shards;

  /**
   * The publishers that are open. They are closed with the bundle, because on runners other than
   * Flink a shard moves between workers, and a publisher that was kept would be fenced off by the
   * next worker.
   */
  private transient Map<Long, ShardPublisher> open;

  /**
   * Records of a drained job that wait for its last checkpoint; filled and emptied on different
   * threads.
   */
  private transient Queue<Last> last;

  CommitFn(Shards shards) {
    super(TopicRecordCoder.of());
    this.shards = shards;
  }

  /** Opens the publishers of the shards of a topic. */
  interface Shards extends Serializable {
    /** Takes the shard over from an earlier attempt and returns its publisher. */
    ShardPublisher open(long shard) throws IOException;
  }

  /** A record that waits for the last checkpoint of a drained job. */
  private record Last(long shard, ShardSequence progress, PendingValue<TopicRecord> waiting) {}

  @Setup
  @Override
  public void setUp() {
    super.setUp();
    open = new TreeMap<>();
    last = new ConcurrentLinkedQueue<>();
  }

  @Override
  protected long lineage(TopicRecord first) {
    return first.attempt();
  }

  @Override
  protected void take(
      long shard, ShardSequence after, TopicRecord record, OutputReceiver<Void> output)
      throws IOException {
    (publisher(open, shard).publish(after, record) ? PUBLISHED : SKIPPED).inc();
  }

  @Override
  protected void takeAtEnd(
      long shard,
      ShardSequence after,
      PendingValue<TopicRecord> waiting,
      OutputReceiver<Void> output) {
    last.add(new Last(shard, after, waiting));
  }

  @Override
  protected void becameDurable() throws IOException {
    Map<Long, ShardPublisher> publishers = new TreeMap<>();
    try {
      Iterator<Last> records = last.iterator();
      while (records.hasNext()) {
        Last record = records.next();
        if (isDurable(record.waiting())) {
          publisher(publishers, record.shard())
              .publish(record.progress(), record.waiting().value());
          records.remove();
        }
      }
      commit(publishers);
    } finally {
      close(publishers);
    }
  }

  private ShardPublisher publisher(Map<Long, ShardPublisher> publishers, long shard)
      throws IOException {
    ShardPublisher publisher = publishers.get(shard);
    if (publisher == null) {
      publisher = shards.open(shard);
      publishers.put(shard, publisher);
    }
    return publisher;
  }

  @FinishBundle
  public void commit() throws IOException {
    commit(open);
    close(open);
  }

  private static void commit(Map<Long, ShardPublisher> publishers) throws IOException {
    for (ShardPublisher publisher : publishers.values()) {
      publisher.commit();
    }
  }

  @Teardown
  public void close() {
    if (open != null) {
      close(open);
    }
  }

  private static void close(Map<Long, ShardPublisher> publishers) {
    publishers.values().forEach(ShardPublisher::close);
    publishers.clear();
  }
}
