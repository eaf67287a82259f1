package io.tidemark.pipelines.source.kafka;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the group what {@link Commits} has for it. What fails is said once a minute, and told again
 * with the next commit.
 *
 * <p>Records wait for their reservation, but not for ever: when the group has taken none for half a
 * minute, or never will, they are handed on without. An attempt that follows then replays to the
 * end that the partition has at its start.
 */
final class Committer {
  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long PATIENCE_NANOS = 30_000_000_000L;
  private static final long PAUSE_MILLIS = 100;
  private static final long RETRY_NANOS = 1_000_000_000L;

  private final TopicSettings settings;
  private final Commits commits;
  private final OnceAMinute complaints = new OnceAMinute(LOG);

  /** Until then, no reservation is tried. */
  private long restUntilNanos = System.nanoTime();

  private boolean isWithout;

  Committer(TopicSettings settings) {
    this.settings = settings;
    this.commits = new Commits(settings.topic(), settings.replays());
  }

  void begin(int partition, PartitionStart start) {
    commits.begin(partition, start);
  }

  /** Commits what this mark has made durable. */
  void commit(Consumer<byte[], ByteBuffer> consumer, KafkaMark mark) {
    commits.durable(mark);
    commit(consumer, commits.of(mark.partitions().keySet()));
  }

  /**
   * Reserves what these records need, and some more.
   *
   * @param isClosed ends the wait for a group that takes no reservation
   */
  void reserve(Consumer<byte[], ByteBuffer> consumer, List<Pack> packs, BooleanSupplier isClosed)
      throws InterruptedException {
    Map<Integer, Long> wanted = new HashMap<>();
    Map<Integer, Long> needed = new HashMap<>();
    for (Pack pack : packs) {
      if (commits.wantsReservation(pack.partition(), pack.lastOffset())) {
        wanted.merge(pack.partition(), pack.lastOffset() + 1, Math::max);
      }
      if (commits.needsReservation(pack.partition(), pack.lastOffset())) {
        needed.put(pack.partition(), pack.lastOffset());
      }
    }
    if (needed.isEmpty() || isWithout) {
      if (!wanted.isEmpty() && System.nanoTime() - restUntilNanos >= 0) {
        isWithout &= !reserve(consumer, wanted);
      }
      return;
    }
    long began = System.nanoTime();
    while (!reserve(consumer, wanted) && !isClosed.getAsBoolean()) {
      if (isWithout || System.nanoTime() - began > PATIENCE_NANOS) {
        isWithout = true;
        restUntilNanos = System.nanoTime() + PATIENCE_NANOS;
        LOG.warn(
            "group {} takes no offsets of topic {}, so how far it has been read is not known after a"
                + " crash: then it is replayed to its end",
            settings.group(),
            settings.topic());
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private boolean reserve(Consumer<byte[], ByteBuffer> consumer, Map<Integer, Long> offsets) {
    Map<TopicPartition, OffsetAndMetadata> reservation = commits.reservation(offsets);
    if (commit(consumer, reservation)) {
      commits.reserved(reservation);
      return true;
    }
    restUntilNanos = System.nanoTime() + RETRY_NANOS;
    return false;
  }

  private boolean commit(
      Consumer<byte[], ByteBuffer> consumer, Map<TopicPartition, OffsetAndMetadata> offsets) {
    if (offsets.isEmpty()) {
      return true;
    }
    try {
      consumer.commitSync(offsets, TIMEOUT);
      return true;
    } catch (WakeupException e) {
      consumer.commitSync(offsets, TIMEOUT); // The reader is closed; this is the last commit.
      throw e;
    } catch (AuthorizationException e) {
      isWithout = true;
      restUntilNanos = System.nanoTime() + PATIENCE_NANOS;
      complain(offsets, e);
      return false;
    } catch (KafkaException e) {
      complain(offsets, e);
      return false;
    }
  }

  private void complain(Map<TopicPartition, OffsetAndMetadata> offsets, KafkaException cause) {
    complaints.warn(
        "offsets {} cannot be committed to group {}, which is tried again with the next ones: {}",
        offsets,
        settings.group(),
        cause.toString());
  }
}
