package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.record.DecodedRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Reads the partitions of one split. Many records are one element, whose timestamp is that of the
 * earliest: what a runner does for every element (metrics, timers, locks) it then does once for all
 * of them.
 *
 * <p>A reader reports twice that it has nothing before it returns its first element. The Flink
 * runner (2.70) polls its readers in turn, counts the watermark of a reader only from the second
 * poll on, and may emit a watermark between any two polls. The first element of one reader can have
 * everything that a topic has gathered, so without this the records of readers that do not count
 * yet would be late.
 *
 * <p>A reader without partitions has no consumer and follows processing time. Before a reader knows
 * its partitions, and while it reads again what an earlier attempt may have read, its watermark is
 * the least there is.
 */
final class KafkaReader extends UnboundedReader<List<DecodedRecord>> {
  /**
   * The longest time, in nanoseconds, for which an element waits for more records, and for which a
   * busy reader waits for its first one.
   */
  private static final long LONGEST_NANOS = 5_000_000;

  /**
   * A reader that had a record within this time, in nanoseconds, is likely to have another soon.
   */
  private static final long BUSY_NANOS = 1_000_000_000;

  /** Half of the time between two reports that are published, in milliseconds. */
  private static final long REPORT_MILLIS = 500;

  private final KafkaSource source;
  private final TopicSettings settings;
  private final Consumers consumers;
  private final LongSupplier clock;
  private final Progress progress;
  private final RecordIntake intake;
  private @Nullable KafkaMark mark;
  private @Nullable TopicWatch watch;
  private @Nullable PublishReports reports;
  private long reportedMillis;
  private @Nullable List<Integer> seen;
  private volatile @Nullable Fetcher fetcher;
  private @Nullable Polled polled;
  private int nextPack;
  private long marks;
  private long durableMark;
  private boolean polledTwice;
  private long lastFoundNanos = System.nanoTime() - BUSY_NANOS;
  private List<DecodedRecord> batch = Collections.emptyList();
  private long earliestMillis;

  /** Goes on from a mark; null for none. {@code clock} gives processing time. */
  KafkaReader(
      KafkaSource source,
      TopicSettings settings,
      Consumers consumers,
      @Nullable KafkaMark mark,
      LongSupplier clock) {
    this.source = source;
    this.settings = settings;
    this.consumers = consumers;
    this.clock = clock;
    this.mark = mark != null && mark.known() ? mark : null;
    this.progress = new Progress(settings, this.mark, clock);
    this.intake = new RecordIntake(settings, clock);
  }

  /** Reads nothing yet: a checkpoint taken now would count it as emitted. */
  @Override
  public boolean start() {
    watch = TopicWatch.join(settings, consumers, clock);
    ReportSettings to = settings.reports();
    reports = to == null ? null : PublishReports.join(to, to::open);
    return false;
  }

  @Override
  public boolean advance() throws IOException {
    if (!polledTwice) {
      polledTwice = true;
      return false;
    }
    try {
      return read();
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private boolean read() {
    watch().check();
    if (fetcher == null) {
      openFetcher();
    }
    if (fetcher == null) {
      return false;
    }
    long began = System.nanoTime();
    Pack pack = next(began - lastFoundNanos < BUSY_NANOS ? LONGEST_NANOS : 0);
    if (pack == null) {
      batch = Collections.emptyList();
      return false;
    }
    began = System.nanoTime();
    lastFoundNanos = began;
    List<DecodedRecord> gathered = new ArrayList<>(pack.size());
    long earliest = Long.MAX_VALUE;
    while (pack != null) {
      earliest = Math.min(earliest, intake.take(pack, progress, gathered));
      if (polled != null && nextPack == polled.packs().size()) {
        progress.readUpTo(polled.positions());
      }
      pack =
          gathered.size() < settings.batch() && System.nanoTime() - began < LONGEST_NANOS
              ? next(0)
              : null;
    }
    batch = gathered;
    earliestMillis = earliest;
    return true;
  }

  private void openFetcher() {
    List<Integer> all = watch().partitions();
    if (all != null && all == seen) {
      return;
    }
    PartitionStarts starts =
        new PartitionStarts(settings, watch(), source.split(), source.splits(), mark);
    Set<Integer> own = starts.own();
    if (own == null) {
      return;
    }
    if (own.isEmpty()) {
      seen = all;
      progress.withoutPartitions();
      mark = progress.mark(durable -> {});
      return;
    }
    fetcher = new Fetcher(settings, consumers, starts);
    fetcher.start();
  }

  /** Returns the next records, or null if there are none within this time. */
  private @Nullable Pack next(long waitNanos) {
    long deadline = System.nanoTime() + waitNanos;
    while (polled == null || nextPack >= polled.packs().size()) {
      polled = fetcher.next(Math.max(0, deadline - System.nanoTime()));
      nextPack = 0;
      if (polled == null) {
        return null;
      }
      if (polled.starts() != null) {
        progress.begin(polled.starts());
      }
      if (polled.packs().isEmpty()) {
        progress.readUpTo(polled.positions());
      }
    }
    return polled.packs().get(nextPack++);
  }

  @Override
  public List<DecodedRecord> getCurrent() {
    if (batch.isEmpty()) {
      throw new NoSuchElementException("no records have been read");
    }
    return batch;
  }

  @Override
  public Instant getCurrentTimestamp() {
    if (batch.isEmpty()) {
      throw new NoSuchElementException("no records have been read");
    }
    return new Instant(earliestMillis);
  }

  @Override
  public Instant getWatermark() {
    if (watch == null) {
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }
    long millis = progress.watermark(watch()::end, watch().absence());
    if (progress.hasPartitions()) {
      ReadProgress.report(this, settings.topic(), millis, progress.unread());
      report();
    }
    return new Instant(millis);
  }

  /** Runners ask for the watermark many times a second. */
  private void report() {
    long now = clock.getAsLong();
    if (reports != null && Math.abs(now - reportedMillis) >= REPORT_MILLIS) {
      reportedMillis = now;
      reports.report(this, progress.reports(watch()::end));
    }
  }

  @Override
  public KafkaMark getCheckpointMark() {
    long number = ++marks;
    return progress.mark(durable -> commit(number, durable));
  }

  /** Runners may finalize marks in any order; an older one never takes the group back. */
  private synchronized void commit(long number, KafkaMark durable) {
    Fetcher open = fetcher;
    if (open != null && number > durableMark) {
      durableMark = number;
      open.commit(durable);
    }
  }

  @Override
  public long getSplitBacklogBytes() {
    return progress.backlogBytes();
  }

  @Override
  public KafkaSource getCurrentSource() {
    return source;
  }

  @Override
  public void close() {
    ReadProgress.forget(this);
    if (fetcher != null) {
      fetcher.close();
    }
    if (watch != null) {
      watch.leave();
      watch = null;
    }
    if (reports != null) {
      reports.leave(this);
      reports = null;
    }
  }

  /** Returns whether the brokers say that the topic does not exist; for tests. */
  boolean isAbsent() {
    return watch().absence() != null;
  }

  private TopicWatch watch() {
    if (watch == null) {
      throw new IllegalStateException(
          "the reader of topic " + settings.topic() + " is not started, or is closed");
    }
    return watch;
  }
}
