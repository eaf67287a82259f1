package io.tidemark.query.bench;

import io.tidemark.query.changes.RecentChanges;
import io.tidemark.query.feed.ChangeFeed;
import io.tidemark.query.feed.FeedSettings;
import io.tidemark.query.feed.Published;
import io.tidemark.query.progress.PartitionReports;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import io.tidemark.query.tier.HotLimits;
import io.tidemark.query.tier.HotTier;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Prints how long after a publication was acknowledged it can be read, at some rate, against a real
 * broker on this machine. Run by hand.
 */
public final class VisibleBench {
  private static final int SERIES = 2000;

  private VisibleBench() {}

  public static void main(String[] arguments) throws Exception {
    int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int seconds = 20;
    try (WorkDirectory directory = WorkDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      kafka.createTopic("t.performance", 3);
      Map<String, Object> properties = Map.of("bootstrap.servers", kafka.bootstrapServers());
      HotTier hot =
          new HotTier(
              HotLimits.DEFAULT, System::currentTimeMillis, new RecentChanges("t", 32 << 20));
      try (ChangeFeed feed =
          new ChangeFeed(
              FeedSettings.of(properties, "t"),
              null,
              List.of(hot),
              new PartitionReports(),
              System::currentTimeMillis)) {
        feed.start();
        run(properties, hot, rate, 5);
        report(rate, run(properties, hot, rate, seconds), feed);
      }
    }
  }

  /** Every hundredth publication is asked for from its acknowledgement on until it is read. */
  private static long[] run(Map<String, Object> properties, HotTier hot, int rate, int seconds)
      throws InterruptedException {
    long start = System.currentTimeMillis() - 60_000;
    int total = rate * seconds;
    Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();
    long[] nanos = new long[total / 100];
    CountDownLatch read = new CountDownLatch(nanos.length);
    Thread asking = new Thread(() -> ask(hot, start, acknowledged, nanos, read));
    asking.start();
    try (Producer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      long begin = System.nanoTime();
      for (int i = 0; i < total; i++) {
        while (System.nanoTime() - begin < i * 1_000_000_000L / rate) {
          LockSupport.parkNanos(100_000);
        }
        int n = i;
        RowKey key = key(i, start);
        String row = Published.longRow(key, Pane.EARLY, i, start);
        String envelope = Published.envelope(row, row, version(i, start));
        producer.send(
            Published.record("t", Stream.PERFORMANCE, key, envelope),
            (metadata, e) -> {
              if (n % 100 == 0) {
                acknowledged.put(n, System.nanoTime());
              }
            });
      }
    }
    read.await();
    asking.join();
    Arrays.sort(nanos);
    return nanos;
  }

  private static void ask(
      HotTier hot, long start, Map<Integer, Long> acknowledged, long[] nanos, CountDownLatch read) {
    for (int done = 0; done < nanos.length; ) {
      for (Map.Entry<Integer, Long> one : acknowledged.entrySet()) {
        int n = one.getKey();
        long version =
            hot.find(Stream.PERFORMANCE, key(n, start)).value().map(StoredRow::version).orElse(0L);
        if (version >= version(n, start)) {
          nanos[done++] = System.nanoTime() - one.getValue();
          acknowledged.remove(n);
          read.countDown();
        }
      }
      LockSupport.parkNanos(200_000);
    }
  }

  private static RowKey key(int i, long start) {
    return RowKey.window("model=m" + i % SERIES + ",region=r", start, start + 60_000);
  }

  private static long version(int i, long start) {
    return start * 1000 + i;
  }

  private static void report(int rate, long[] nanos, ChangeFeed feed) {
    System.out.printf(
        "%,d a second: p50 %.1f ms, p99 %.1f ms, most %.1f ms; %,d applied%n",
        rate,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length - 1 - nanos.length / 100] / 1e6,
        nanos[nanos.length - 1] / 1e6,
        feed.status().applied());
  }
}
