package io.tidemark.benchmarks.job;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * When this process got its first record from Kafka: where the clock of a run starts, so that
 * starting a job does not count. Every side's consumers have it.
 */
public final class FirstPoll implements ConsumerInterceptor<Object, Object> {
  private static final AtomicLong MILLIS = new AtomicLong();

  public static void reset() {
    MILLIS.set(0);
  }

  /** Milliseconds since the epoch, or 0 before the first record. */
  public static long millis() {
    return MILLIS.get();
  }

  @Override
  public ConsumerRecords<Object, Object> onConsume(ConsumerRecords<Object, Object> records) {
    if (MILLIS.get() == 0 && !records.isEmpty()) {
      MILLIS.compareAndSet(0, System.currentTimeMillis());
    }
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  @Override
  public void configure(Map<String, ?> configs) {}
}
