package io.tidemark.pipelines.source.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process knows of a topic: its partitions, looked for every 15 seconds, where each ends,
 * asked every second, and where a job without state starts. All readers of the topic in this
 * process share one watch, which has one consumer and one thread. A topic that does not exist, or a
 * broker that does not answer, is named in the log once a minute until it does.
 *
 * <p>It ends some seconds after the last reader has left it.
 */
final class TopicWatch {
  private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
  private static final ConcurrentMap<Key, TopicWatch> OPEN = new ConcurrentHashMap<>();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long ROUND_MILLIS = 1_000;
  private static final long LOOK_NANOS = 15_000_000_000L;

  /** Runners make readers anew all the time; a watch is not ended between two of them. */
  private static final long LINGER_NANOS = 10_000_000_000L;

  private final Key key;
  private final Consumers consumers;
  private final StartPlanner planner;
  private final LongSupplier clock;
  private final OnceAMinute complaints = new OnceAMinute(LOG);
  private final Map<Integer, End> ends = new ConcurrentHashMap<>();

  /** Has a permit for each reason not to wait for the next round. */
  private final Semaphore wanted = new Semaphore(0);

  private int users;
  private boolean isPlanWanted;
  private @Nullable StartPlan plan;
  private long leftNanos;
  private volatile boolean isLookWanted = true;
  private long lookedNanos;
  private volatile @Nullable List<Integer> partitions;
  private volatile @Nullable Absence absence;
  private volatile @Nullable Throwable failure;

  /** One topic as one group reads it. */
  private record Key(String servers, String topic, String group, @Nullable String consumerFile) {}

  /**
   * Where a partition ends.
   *
   * @param offset the offset behind its last record that may be read
   * @param checkedAtMillis when the broker said so, in milliseconds since the epoch
   */
  record End(long offset, long checkedAtMillis) {}

  /**
   * How long the brokers have said that the topic does not exist, in milliseconds since the epoch.
   *
   * @param firstMillis when they said so first
   * @param lastMillis when they said so last
   */
  record Absence(long firstMillis, long lastMillis) {}

  private TopicWatch(Key key, Consumers consumers, StartPlanner planner, LongSupplier clock) {
    this.key = key;
    this.consumers = consumers;
    this.planner = planner;
    this.clock = clock;
  }

  /** Returns the watch of a topic. Whoever joins it leaves it at the end. */
  static TopicWatch join(TopicSettings settings, Consumers consumers, LongSupplier clock) {
    Key key =
        new Key(
            settings.bootstrapServers(),
            settings.topic(),
            settings.group(),
            settings.consumerFile());
    return OPEN.compute(
        key,
        (same, known) -> {
          if (known != null && known.enter()) {
            return known;
          }
          TopicWatch opened =
              new TopicWatch(
                  key,
                  consumers,
                  new StartPlanner(settings, consumers.startsAtTheBeginning()),
                  clock);
          opened.users = 1;
          Thread thread = new Thread(opened::run, "tidemark-watch-" + key.topic());
          thread.setDaemon(true);
          thread.start();
          return opened;
        });
  }

  private synchronized boolean enter() {
    if (failure != null) {
      return false;
    }
    users++;
    return true;
  }

  /** Leaves the watch. The last that does takes the plan of its attempt with it. */
  synchronized void leave() {
    users--;
    if (users == 0) {
      leftNanos = System.nanoTime();
      isPlanWanted = false;
      plan = null;
    }
  }

  /**
   * Returns the partitions in ascending order; null before they are known. The list is the same
   * object as long as it has not changed.
   */
  @Nullable List<Integer> partitions() {
    return partitions;
  }

  /** Returns how long the topic has not existed; null if it does, or that is not known. */
  @Nullable Absence absence() {
    return absence;
  }

  /** Makes the watch look for partitions within a second. */
  void lookAgain() {
    isLookWanted = true;
    wanted.release();
  }

  /** Returns where a partition ends; null before that is known. */
  @Nullable End end(int partition) {
    return ends.get(partition);
  }

  /** Returns where a job without state starts; null as long as that is not known. */
  synchronized @Nullable StartPlan plan() {
    if (!isPlanWanted) {
      isPlanWanted = true;
      wanted.release();
    }
    return plan;
  }

  /**
   * Does nothing unless the watch has failed for good.
   *
   * @throws IllegalStateException with the cause, such as missing rights
   */
  void check() {
    Throwable cause = failure;
    if (cause != null) {
      throw new IllegalStateException("topic " + key.topic() + " cannot be read", cause);
    }
  }

  private void run() {
    try (Consumer<byte[], ByteBuffer> consumer = consumers.open()) {
      while (!isOver()) {
        try {
          look(consumer);
        } catch (RetriableException e) {
          complaints.warn(
              "brokers {} do not answer about topic {}, which is tried again: {}",
              key.servers(),
              key.topic(),
              e.toString());
        }
        wanted.tryAcquire(ROUND_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      failure = e;
      Thread.currentThread().interrupt();
    } catch (RuntimeException | LinkageError e) {
      failure = e; // The readers throw it.
    } finally {
      OPEN.remove(key, this);
    }
  }

  private boolean isOver() {
    return OPEN.computeIfPresent(key, (same, watch) -> watch == this && isLeft() ? null : watch)
        != this;
  }

  private synchronized boolean isLeft() {
    return users == 0 && System.nanoTime() - leftNanos > LINGER_NANOS;
  }

  private void look(Consumer<byte[], ByteBuffer> consumer) {
    long now = System.nanoTime();
    if (isLookWanted || partitions == null || now - lookedNanos >= LOOK_NANOS) {
      isLookWanted = false;
      lookForPartitions(consumer);
      lookedNanos = now;
    }
    List<Integer> known = partitions;
    if (known != null) {
      lookForEnds(consumer, known);
      makePlan(consumer, known);
    }
  }

  private void lookForPartitions(Consumer<byte[], ByteBuffer> consumer) {
    List<Integer> found =
        consumer.partitionsFor(key.topic(), TIMEOUT).stream()
            .map(info -> info.partition())
            .sorted()
            .toList();
    List<Integer> known = partitions;
    if (found.isEmpty()) {
      noteAbsence();
      complaints.warn(
          "topic {} does not exist on brokers {}; its events are read as soon as it does",
          key.topic(),
          key.servers());
    } else if (!found.equals(known)) {
      if (known != null) {
        LOG.warn(
            "topic {} had partitions {} and has {} now, which are read from now on",
            key.topic(),
            known,
            found);
      }
      partitions = found;
      absence = null;
    }
  }

  private void noteAbsence() {
    long now = clock.getAsLong();
    Absence before = absence;
    absence = new Absence(before == null ? now : before.firstMillis(), now);
  }

  private void lookForEnds(Consumer<byte[], ByteBuffer> consumer, List<Integer> known) {
    long checkedAt = clock.getAsLong();
    List<TopicPartition> asked =
        known.stream().map(partition -> new TopicPartition(key.topic(), partition)).toList();
    consumer
        .endOffsets(asked, TIMEOUT)
        .forEach((partition, end) -> ends.put(partition.partition(), new End(end, checkedAt)));
  }

  private void makePlan(Consumer<byte[], ByteBuffer> consumer, List<Integer> known) {
    synchronized (this) {
      if (!isPlanWanted || plan != null) {
        return;
      }
    }
    StartPlan made = planner.plan(consumer, known);
    synchronized (this) {
      plan = users == 0 ? null : made;
    }
  }
}
