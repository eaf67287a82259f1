package io.tidemark.pipelines.source.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumer of one reader and the thread that owns it: it polls, commits, reserves, and takes up
 * partitions as the watch finds them. What it polls waits in a queue of one for the reader.
 */
final class Fetcher {
  private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final long CLOSE_MILLIS = 10_000;

  private final TopicSettings settings;
  private final PartitionStarts starts;
  private final Committer committer;
  private final BlockingQueue<Polled> polled = new ArrayBlockingQueue<>(1);
  private final AtomicReference<@Nullable KafkaMark> durable = new AtomicReference<>();
  private final OnceAMinute complaints = new OnceAMinute(LOG);
  private final Map<Integer, PartitionStart> read = new TreeMap<>();
  private final Map<Integer, Long> positions = new HashMap<>();
  private final Thread thread;
  private volatile boolean isClosed;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable Consumer<byte[], ByteBuffer> consumer;

  Fetcher(TopicSettings settings, Consumers consumers, PartitionStarts starts) {
    this.settings = settings;
    this.starts = starts;
    this.committer = new Committer(settings);
    this.thread = new Thread(() -> run(consumers), "tidemark-fetch-" + settings.topic());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * Returns what was polled next; null if there is nothing within this time.
   *
   * @throws IllegalStateException with its cause, if the thread has ended
   */
  @Nullable Polled next(long waitNanos) {
    try {
      Polled next = polled.poll(waitNanos, TimeUnit.NANOSECONDS);
      if (next == null && failure != null) {
        throw new IllegalStateException("topic " + settings.topic() + " cannot be read", failure);
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Commits the offsets of a mark soon, unless a later one comes before. */
  void commit(KafkaMark mark) {
    durable.set(mark);
  }

  /** Commits what is to be committed, and closes the consumer. */
  void close() {
    isClosed = true;
    Consumer<byte[], ByteBuffer> open = consumer;
    if (open != null) {
      open.wakeup();
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Consumers consumers) {
    try (Consumer<byte[], ByteBuffer> opened = consumers.open()) {
      consumer = opened;
      try {
        while (!isClosed) {
          round(opened);
        }
      } catch (WakeupException e) {
        LOG.debug("the reader of topic {} is closed", settings.topic());
      }
      commitDurable(opened);
    } catch (InterruptedException e) {
      failure = e;
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError e) {
      failure = e; // The reader throws it.
    }
  }

  private void round(Consumer<byte[], ByteBuffer> consumer) throws InterruptedException {
    try {
      begin(consumer);
      commitDurable(consumer);
      if (read.isEmpty()) {
        Thread.sleep(POLL.toMillis());
      } else {
        handOver(consumer, consumer.poll(POLL));
      }
    } catch (OffsetOutOfRangeException e) {
      move(consumer, e.offsetOutOfRangePartitions());
    } catch (RetriableException e) {
      complaints.warn("topic {} is tried again: {}", settings.topic(), e.toString());
      Thread.sleep(POLL.toMillis());
    }
  }

  /** Takes up partitions that are new here. */
  private void begin(Consumer<byte[], ByteBuffer> consumer) throws InterruptedException {
    PartitionStarts.Begin begin = starts.next(consumer, read.keySet());
    if (begin != null) {
      take(consumer, begin.resumedMillis(), begin.partitions());
      starts.begun();
    }
  }

  /** Goes on where it is possible, when offsets do not exist any more. */
  private void move(Consumer<byte[], ByteBuffer> consumer, Map<TopicPartition, Long> lost)
      throws InterruptedException {
    Map<Integer, PartitionStart> moved = new TreeMap<>();
    lost.forEach(
        (partition, offset) ->
            moved.put(partition.partition(), read.get(partition.partition()).withOffset(offset)));
    take(consumer, null, moved);
  }

  private void take(
      Consumer<byte[], ByteBuffer> consumer,
      @Nullable Long resumedMillis,
      Map<Integer, PartitionStart> wanted)
      throws InterruptedException {
    Readable readable = Readable.of(settings.topic(), consumer, wanted);
    read.putAll(readable.starts());
    consumer.assign(read.keySet().stream().map(this::partition).toList());
    readable
        .starts()
        .forEach(
            (partition, start) -> {
              consumer.seek(partition(partition), start.offset());
              positions.put(partition, start.offset());
              committer.begin(partition, start);
            });
    put(
        consumer,
        new Polled(
            new Polled.Starts(resumedMillis, readable.starts(), readable.skipped()),
            List.of(),
            Map.of()));
  }

  private void handOver(
      Consumer<byte[], ByteBuffer> consumer, ConsumerRecords<byte[], ByteBuffer> records)
      throws InterruptedException {
    Map<Integer, Long> moved = moved(consumer);
    if (records.isEmpty() && moved.isEmpty()) {
      return;
    }
    List<Pack> packs = new ArrayList<>();
    for (TopicPartition partition : records.partitions()) {
      packs.addAll(Pack.of(records.records(partition), settings.batch()));
    }
    committer.reserve(consumer, packs, () -> isClosed);
    put(consumer, new Polled(null, packs, moved));
  }

  /** Returns the positions that are not those of the last call. */
  private Map<Integer, Long> moved(Consumer<byte[], ByteBuffer> consumer) {
    Map<Integer, Long> moved = new HashMap<>();
    for (int partition : read.keySet()) {
      long position = consumer.position(partition(partition));
      if (!Long.valueOf(position).equals(positions.put(partition, position))) {
        moved.put(partition, position);
      }
    }
    return moved;
  }

  private void put(Consumer<byte[], ByteBuffer> consumer, Polled next) throws InterruptedException {
    while (!isClosed && !polled.offer(next, POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      commitDurable(consumer);
    }
  }

  private void commitDurable(Consumer<byte[], ByteBuffer> consumer) {
    KafkaMark mark = durable.getAndSet(null);
    if (mark != null) {
      committer.commit(consumer, mark);
    }
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(settings.topic(), number);
  }
}
