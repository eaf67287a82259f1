package io.tidemark.query.feed;

import io.tidemark.query.progress.PartitionReports;
import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the changelog topics with one thread and one consumer that is assigned all partitions, so
 * that each process reads everything, and hands what it reads to its sinks.
 *
 * <p>It begins by reading where the topics end, then a snapshot of the store, then the topics from
 * some minutes before that end; when it has passed that end, it is ready. Without a store, or when
 * that does not answer, it reads the topics from so long ago that every window asked for is among
 * them. If the topics have lost what was not yet read, it begins again.
 *
 * <p>Topics and partitions that appear later are found within seconds, and are read from their
 * beginning. While the brokers are away it says that it is stale, and tries again for ever. A
 * record that is none of the job's is counted and skipped.
 */
public final class ChangeFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE = Duration.ofSeconds(2);
  private static final Duration ASK = Duration.ofSeconds(3);
  private static final long LOOK_EVERY_MILLIS = 2000;
  private static final long SAY_EVERY_MILLIS = 60_000;
  private static final int FILL = 5000;
  private static final int AT_ONCE = 2000;

  /** Of the topic of progress, that many records of each partition are read again. */
  private static final long REPORTS_AGAIN = 2000;

  private final FeedSettings settings;
  private final @Nullable Snapshot snapshot;
  private final List<FeedSink> sinks;
  private final PartitionReports reports;
  private final LongSupplier clock;
  private final FeedTopics topics;
  private final RecordReader reader = new RecordReader();
  private final Thread thread;

  private volatile FeedStatus status = FeedStatus.NOTHING;
  private volatile boolean closed;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Consumer<byte[], byte[]> consumer;

  private final Map<TopicPartition, Long> lastTimestamp = new HashMap<>();
  private Set<TopicPartition> assigned = Set.of();
  private Map<TopicPartition, Long> target = Map.of();
  private long endAfter;
  private boolean ready;

  /** Whether the sinks have not yet been told where they are. */
  private boolean begun;

  private long lookedAt;
  private @Nullable Long staleSince;
  private long applied;
  private long malformed;
  private long malformedSaid;
  private long saidAt;

  /**
   * Creates a feed, which {@link #start} starts.
   *
   * @param snapshot to begin from; null if there is no store
   * @param sinks each gets each batch, in this order
   * @param reports takes what the job reports of its partitions
   * @param clock processing time, in milliseconds since the epoch
   */
  public ChangeFeed(
      FeedSettings settings,
      @Nullable Snapshot snapshot,
      List<FeedSink> sinks,
      PartitionReports reports,
      LongSupplier clock) {
    this.settings = settings;
    this.snapshot = snapshot;
    this.sinks = List.copyOf(sinks);
    this.reports = reports;
    this.clock = clock;
    this.topics = new FeedTopics(settings.prefix());
    this.thread = new Thread(this::run, "tidemark-feed");
    this.thread.setDaemon(true);
  }

  /** Starts to follow. */
  public void start() {
    thread.start();
  }

  /** Returns how far it is. */
  public FeedStatus status() {
    return status;
  }

  /** Stops to follow, and returns when the thread has ended. */
  @Override
  public void close() {
    closed = true;
    closing.countDown();
    Consumer<byte[], byte[]> current = consumer;
    if (current != null) {
      current.wakeup();
    }
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!closed) {
      try {
        followOnce();
      } catch (OffsetOutOfRangeException | NoOffsetForPartitionException e) {
        LOG.warn(
            "the topics no longer have what was not yet read ({}); beginning again",
            e.getMessage());
      } catch (WakeupException | InterruptException e) {
        LOG.debug("woken up", e); // Only close() wakes it up.
      } catch (RuntimeException e) {
        away();
        LOG.warn("the feed begins again, because {}", e.getMessage(), e);
        pause();
      }
    }
  }

  private void followOnce() {
    Consumer<byte[], byte[]> current =
        FeedTopics.consumer(settings.kafka(), "tidemark-serve-feed", AT_ONCE);
    try {
      consumer = current;
      begin(current);
      while (!closed) {
        follow(current);
      }
    } finally {
      current.close(CLOSE);
    }
  }

  /** Fills the sinks from the store, and goes to where the topics are read from. */
  private void begin(Consumer<byte[], byte[]> consumer) {
    ready = false;
    begun = true;
    lastTimestamp.clear();
    sinks.forEach(FeedSink::begin);
    Map<TopicPartition, Long> ends = ask(() -> ends(consumer));
    if (ends == null) {
      return;
    }
    long now = clock.getAsLong();
    Map<TopicPartition, Long> resumed = ask(() -> resumed(consumer, ends));
    if (resumed == null) {
      return;
    }
    Duration age = snapshot == null ? settings.age() : snapshot.age(settings.age());
    endAfter = now - age.toMillis();
    boolean filled = fill();
    long since =
        filled
            ? now - settings.overlap().toMillis()
            : endAfter - FeedSettings.LONGEST_WINDOW.toMillis();
    Map<TopicPartition, Long> starts =
        resumed.isEmpty() ? ask(() -> FeedTopics.since(consumer, ends, since, ASK)) : resumed;
    if (starts == null) {
      return;
    }
    target = new HashMap<>(ends);
    target.keySet().removeIf(partition -> !topics.isChangelog(partition));
    assigned = new HashSet<>(ends.keySet());
    consumer.assign(assigned);
    starts.forEach(
        (partition, start) ->
            consumer.seek(
                partition,
                topics.isChangelog(partition)
                    ? start
                    : Math.min(start, Math.max(0, ends.get(partition) - REPORTS_AGAIN))));
    lookedAt = clock.getAsLong();
  }

  /**
   * Returns where the topics go on after the snapshot, partitions that it does not know from their
   * beginning; empty if it does not say how far it is, or the topics no longer have what follows.
   */
  private Map<TopicPartition, Long> resumed(
      Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    Optional<Position> at = snapshot == null ? Optional.empty() : snapshot.position();
    if (at.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, Long> starts = consumer.beginningOffsets(ends.keySet(), ASK);
    Map<TopicPartition, Long> resumed = new HashMap<>();
    for (TopicPartition partition : ends.keySet()) {
      resumed.put(
          partition, topics.isChangelog(partition) ? starts.get(partition) : ends.get(partition));
    }
    for (Map.Entry<String, Map<Integer, Long>> topic : at.get().offsets().entrySet()) {
      for (Map.Entry<Integer, Long> offset : topic.getValue().entrySet()) {
        TopicPartition partition = new TopicPartition(topic.getKey(), offset.getKey());
        long next = offset.getValue();
        if (next < starts.getOrDefault(partition, Long.MAX_VALUE) || next > ends.get(partition)) {
          LOG.warn(
              "{} no longer has offset {}; the rows kept on disk are dropped", partition, next);
          snapshot.forget();
          return Map.of();
        }
        resumed.put(partition, next);
      }
    }
    return resumed;
  }

  private Map<TopicPartition, Long> ends(Consumer<byte[], byte[]> consumer) {
    return consumer.endOffsets(topics.find(consumer, ASK, true), ASK);
  }

  /** Asks until the brokers answer; null when closed meanwhile. */
  private <T> @Nullable T ask(Supplier<T> question) {
    while (!closed) {
      try {
        T answer = question.get();
        staleSince = null;
        return answer;
      } catch (WakeupException | InterruptException e) {
        LOG.debug("woken up", e);
      } catch (KafkaException e) {
        away();
        LOG.debug("the brokers do not answer", e);
        pause();
      }
    }
    return null;
  }

  private boolean fill() {
    if (snapshot == null) {
      return false;
    }
    try {
      for (Stream stream : Stream.values()) {
        List<StoredRow> rows = new ArrayList<>();
        snapshot.read(
            stream,
            endAfter,
            row -> {
              rows.add(row);
              if (rows.size() == FILL) {
                fill(stream, rows);
              }
            });
        fill(stream, rows);
      }
      return true;
    } catch (StoreUnavailableException e) {
      LOG.warn("no snapshot, because {}; the topics are read instead", e.getMessage());
      return false;
    }
  }

  private void fill(Stream stream, List<StoredRow> rows) {
    sinks.forEach(sink -> sink.fill(stream, List.copyOf(rows)));
    rows.clear();
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    if (assigned.isEmpty()) {
      pause(); // A poll without an assignment is refused.
      apply(consumer, ConsumerRecords.empty());
    } else {
      apply(consumer, consumer.poll(POLL));
    }
    long now = clock.getAsLong();
    if (now - lookedAt >= LOOK_EVERY_MILLIS || now < lookedAt) {
      look(consumer);
      lookedAt = clock.getAsLong();
    }
    note(consumer);
    sayMalformed(now);
  }

  private void apply(Consumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> polled) {
    List<FeedRecord> records = new ArrayList<>(polled.count());
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      read(record, records);
    }
    Position position = position(consumer);
    if (begun || !records.isEmpty() || !position.equals(status.position())) {
      begun = false;
      FeedBatch batch = new FeedBatch(records, position);
      sinks.forEach(sink -> sink.apply(batch));
      applied += records.size();
    }
    if (!polled.isEmpty()) {
      staleSince = null;
    }
    if (!ready && left(consumer) == 0) {
      ready = true;
      sinks.forEach(sink -> sink.ready(endAfter));
    }
    publish(consumer, position);
  }

  private void read(ConsumerRecord<byte[], byte[]> record, List<FeedRecord> records) {
    try {
      Stream stream = topics.stream(record.topic());
      if (stream != null) {
        FeedRecord change = reader.read(stream, record);
        lastTimestamp.put(
            new TopicPartition(record.topic(), record.partition()), record.timestamp());
        if (change != null) {
          records.add(change);
        }
      } else if (record.value() != null) {
        reports.take(ReportReader.read(record.value()));
      }
    } catch (MalformedRecordException e) {
      malformed++;
      LOG.debug("{} {} @ {}", record.topic(), record.partition(), record.offset(), e);
    }
  }

  private void sayMalformed(long now) {
    if (malformed > malformedSaid && now - saidAt >= SAY_EVERY_MILLIS) {
      LOG.warn(
          "{} records of the topics {}.* were skipped, because they are none of the job's",
          malformed - malformedSaid,
          settings.prefix());
      malformedSaid = malformed;
      saidAt = now;
    }
  }

  /** Looks whether the brokers answer, and for what is new on them. */
  private void look(Consumer<byte[], byte[]> consumer) {
    try {
      Set<TopicPartition> found = topics.find(consumer, ASK, true);
      staleSince = null;
      if (!assigned.containsAll(found)) {
        add(consumer, found);
      }
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      away();
      LOG.debug("the brokers do not answer", e);
    }
  }

  private void add(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> found) {
    Set<TopicPartition> more = new HashSet<>(found);
    more.removeAll(assigned);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(more, ASK);
    Set<TopicPartition> all = new HashSet<>(assigned);
    all.addAll(more);
    consumer.assign(all);
    beginnings.forEach(consumer::seek);
    assigned = all;
    LOG.info("reading also {}", more);
  }

  private void note(Consumer<byte[], byte[]> consumer) {
    publish(consumer, status.position());
    sinks.forEach(sink -> sink.note(status.lagMillis(), status.stale()));
  }

  private void publish(Consumer<byte[], byte[]> consumer, Position position) {
    long now = clock.getAsLong();
    long lag = 0;
    Map<String, Map<Integer, Long>> lagRecords = new TreeMap<>();
    for (TopicPartition partition : assigned) {
      if (topics.isChangelog(partition)) {
        OptionalLong behind = consumer.currentLag(partition);
        behind.ifPresent(
            records ->
                lagRecords
                    .computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
                    .put(partition.partition(), records));
        Long last = lastTimestamp.get(partition);
        if (behind.orElse(0) > 0 && last != null) {
          lag = Math.max(lag, now - last);
        }
      }
    }
    Long since = staleSince;
    if (since != null) {
      lag = Math.max(lag, now - since);
    }
    status =
        new FeedStatus(
            position,
            ready,
            ready ? 0 : left(consumer),
            lag,
            since,
            applied,
            malformed,
            lagRecords);
  }

  private void away() {
    if (staleSince == null) {
      staleSince = clock.getAsLong();
    }
    FeedStatus last = status;
    status =
        new FeedStatus(
            last.position(),
            ready,
            last.left(),
            Math.max(last.lagMillis(), clock.getAsLong() - staleSince),
            staleSince,
            applied,
            malformed,
            last.lagRecords());
    sinks.forEach(sink -> sink.note(status.lagMillis(), true));
  }

  /** Records to be read until what was there at the begin has been read. */
  private long left(Consumer<byte[], byte[]> consumer) {
    return target.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
        .sum();
  }

  private Position position(Consumer<byte[], byte[]> consumer) {
    Map<String, Map<Integer, Long>> offsets = new HashMap<>();
    for (TopicPartition partition : assigned) {
      if (topics.isChangelog(partition)) {
        offsets
            .computeIfAbsent(partition.topic(), topic -> new HashMap<>())
            .put(partition.partition(), consumer.position(partition));
      }
    }
    return Position.of(offsets);
  }

  private void pause() {
    try {
      if (closing.await(200, TimeUnit.MILLISECONDS)) {
        LOG.debug("closing");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
