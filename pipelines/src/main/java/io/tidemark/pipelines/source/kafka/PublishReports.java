package io.tidemark.pipelines.source.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes once a second what the readers of this process report of their partitions, each report
 * once. All readers that publish to the same topic share one thread and one producer.
 *
 * <p>Nobody waits for it, and what fails is named in the log once a minute: a job does not depend
 * on being watched. It ends some seconds after the last reader has left.
 */
final class PublishReports {
  private static final Logger LOG = LoggerFactory.getLogger(PublishReports.class);
  private static final ConcurrentMap<ReportSettings, PublishReports> OPEN =
      new ConcurrentHashMap<>();
  private static final long ROUND_MILLIS = 1_000;

  /** Runners make readers anew all the time; a publisher is not ended between two of them. */
  private static final long LINGER_NANOS = 10_000_000_000L;

  private final ReportSettings settings;
  private final Supplier<Producer<byte[], byte[]>> producers;
  private final OnceAMinute complaints = new OnceAMinute(LOG);

  /** By reader. A list that has been published is not published again. */
  private final Map<Object, List<PartitionReport>> reports = new ConcurrentHashMap<>();

  private int users;
  private long leftNanos;

  private PublishReports(ReportSettings settings, Supplier<Producer<byte[], byte[]>> producers) {
    this.settings = settings;
    this.producers = producers;
  }

  /** Returns the publisher to a topic. Whoever joins it leaves it at the end. */
  static PublishReports join(
      ReportSettings settings, Supplier<Producer<byte[], byte[]>> producers) {
    return OPEN.compute(
        settings,
        (same, known) -> {
          PublishReports publisher =
              known == null ? new PublishReports(settings, producers) : known;
          publisher.enter();
          if (known == null) {
            Thread thread = new Thread(publisher::run, "tidemark-progress-" + settings.topic());
            thread.setDaemon(true);
            thread.start();
          }
          return publisher;
        });
  }

  private synchronized void enter() {
    users++;
  }

  /** Takes a reader's reports, in place of those that have not been published yet. */
  void report(Object reader, List<PartitionReport> now) {
    reports.put(reader, now);
  }

  /** Leaves the publisher. */
  synchronized void leave(Object reader) {
    reports.remove(reader);
    users--;
    leftNanos = System.nanoTime();
  }

  private void run() {
    Producer<byte[], byte[]> producer = null;
    try {
      while (!isOver()) {
        try {
          producer = producer == null ? producers.get() : producer;
          publish(producer);
        } catch (RuntimeException e) {
          complain(e);
        }
        Thread.sleep(ROUND_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (LinkageError e) {
      LOG.warn(
          "progress is no longer published to the topic {}: {}", settings.topic(), e.toString());
    } finally {
      OPEN.remove(settings, this);
      close(producer);
    }
  }

  private void publish(Producer<byte[], byte[]> producer) {
    for (Map.Entry<Object, List<PartitionReport>> entry : reports.entrySet()) {
      List<PartitionReport> ofReader = entry.getValue();
      for (PartitionReport report : ofReader) {
        send(producer, report);
      }
      reports.replace(entry.getKey(), ofReader, List.of());
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The callback is given the same failures.
  private void send(Producer<byte[], byte[]> producer, PartitionReport report) {
    producer.send(
        new ProducerRecord<>(settings.topic(), report.key(), report.value()),
        (metadata, e) -> {
          if (e != null) {
            complain(e);
          }
        });
  }

  private synchronized void complain(Exception e) {
    complaints.warn(
        "progress is not published to the topic {} on brokers {}; the job goes on: {}",
        settings.topic(),
        settings.servers(),
        e.toString());
  }

  private boolean isOver() {
    return OPEN.computeIfPresent(settings, (same, open) -> open == this && isLeft() ? null : open)
        != this;
  }

  private synchronized boolean isLeft() {
    return users == 0 && System.nanoTime() - leftNanos > LINGER_NANOS;
  }

  private static void close(@Nullable Producer<byte[], byte[]> producer) {
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
  }
}
