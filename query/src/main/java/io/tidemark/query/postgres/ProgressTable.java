package io.tidemark.query.postgres;

import io.tidemark.query.progress.PartitionReport;
import io.tidemark.query.progress.ProgressView;
import io.tidemark.query.progress.StreamProgress;
import io.tidemark.query.row.Stream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the job is, as the tables {@code progress} and {@code computation} say, which a thread of
 * its own reads each second.
 */
public final class ProgressTable implements ProgressView, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressTable.class);

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final ProgressReading reading;
  private final Supplier<List<PartitionReport>> partitions;
  private final ScheduledExecutorService poller;
  private volatile Map<Stream, StreamProgress> known = unknown();
  private volatile boolean stale = true;

  /**
   * Creates it; {@link #start} reads.
   *
   * @param partitions the newest report of each partition
   */
  public ProgressTable(
      Database database, Computations computations, Supplier<List<PartitionReport>> partitions) {
    this.reading = new ProgressReading(database, computations);
    this.partitions = partitions;
    this.poller =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread thread = new Thread(work, "progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Reads once before it returns, if the database answers, and each second from then on. */
  public void start() {
    read();
    var unused = // read() throws nothing that a future could tell.
        poller.scheduleWithFixedDelay(
            this::read, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Reads now. A failure leaves what was known, which is stale then. */
  void read() {
    try {
      known = reading.read();
      if (stale) {
        stale = false;
        LOG.info("the progress of the job is read from the database");
      }
    } catch (RuntimeException e) {
      // Whatever it is, the next second may be better; a task that throws would be the last.
      if (!stale) {
        LOG.warn("the progress of the job cannot be read: {}", e.getMessage());
      }
      stale = true;
    }
  }

  private static Map<Stream, StreamProgress> unknown() {
    Map<Stream, StreamProgress> unknown = new EnumMap<>(Stream.class);
    for (Stream stream : Stream.windows()) {
      unknown.put(
          stream,
          new StreamProgress(stream, null, null, null, null, StreamProgress.Source.UNKNOWN, 0));
    }
    return unknown;
  }

  @Override
  public StreamProgress of(Stream stream) {
    StreamProgress progress = known.get(stream.computed());
    if (progress == null) {
      throw new IllegalStateException("no progress of " + stream);
    }
    return progress;
  }

  @Override
  public List<PartitionReport> partitions() {
    return partitions.get();
  }

  @Override
  public boolean isStale() {
    return stale;
  }

  @Override
  public void close() {
    poller.shutdownNow();
  }
}
