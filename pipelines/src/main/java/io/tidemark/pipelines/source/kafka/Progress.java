package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.source.kafka.TopicWatch.Absence;
import io.tidemark.pipelines.source.kafka.TopicWatch.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.io.UnboundedSource.UnboundedReader;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How far a reader has come: the state of its partitions, its watermark and its marks. The counter
 * {@code offsets_skipped} (namespace {@code tidemark}) counts offsets that were deleted before they
 * were read.
 */
final class Progress {
  private final TopicSettings settings;
  private final LongSupplier clock;
  private final Counter skipped = Metrics.counter("tidemark", "offsets_skipped");

  /** What was restored of partitions that have not begun yet. */
  private final SortedMap<Integer, PartitionMark> waiting = new TreeMap<>();

  private final SortedMap<Integer, PartitionState> partitions = new TreeMap<>();
  private boolean isKnown;
  private boolean hasBegun;
  private boolean isHeld = true;
  private @Nullable Long resumedMillis;
  private long reportedMillis = PartitionWatermark.MIN_MILLIS;
  private long reportedBeforeMillis = PartitionWatermark.MIN_MILLIS;
  private long readRecords;
  private long readBytes;
  private long unread;
  private volatile long backlogBytes = UnboundedReader.BACKLOG_UNKNOWN;

  /** Goes on from a mark; null for none. */
  Progress(TopicSettings settings, @Nullable KafkaMark mark, LongSupplier clock) {
    this.settings = settings;
    this.clock = clock;
    if (mark != null) {
      isKnown = true;
      resumedMillis = mark.resumedMillis();
      waiting.putAll(mark.partitions());
      reportedBeforeMillis =
          mark.partitions().values().stream()
              .mapToLong(PartitionMark::watermarkMillis)
              .min()
              .orElse(PartitionWatermark.MIN_MILLIS);
      if (!settings.replays()) {
        goOn(mark);
      }
    }
  }

  /** Reports no less than the reader before, which this one follows without a gap. */
  private void goOn(KafkaMark mark) {
    hasBegun = mark.partitions().isEmpty();
    if (mark.partitions().values().stream().noneMatch(PartitionMark::isReplaying)) {
      reportedMillis = reportedBeforeMillis;
    }
  }

  /** Notes that the topic is known and none of its partitions is this reader's. */
  void withoutPartitions() {
    isKnown = true;
    hasBegun = true;
  }

  /** Begins with partitions, or goes on elsewhere with them. */
  void begin(Polled.Starts starts) {
    if (resumedMillis == null && !isKnown) {
      resumedMillis = starts.resumedMillis();
    }
    isKnown = true;
    hasBegun = true;
    if (starts.skipped() > 0) {
      skipped.inc(starts.skipped());
    }
    starts
        .partitions()
        .forEach(
            (partition, start) -> {
              PartitionState known = partitions.get(partition);
              if (known == null) {
                partitions.put(partition, state(start, waiting.remove(partition)));
              } else {
                known.moveTo(start);
              }
            });
  }

  /**
   * Returns the state of a partition that begins. One that was added does not hold back what the
   * others have passed already. Where a job is restored after a while, a partition is not idle
   * before it has been quiet for a while again.
   */
  private PartitionState state(PartitionStart start, @Nullable PartitionMark mark) {
    long now = clock.getAsLong();
    long watermark = mark == null ? start.completedMillis() : mark.watermarkMillis();
    PartitionState state =
        new PartitionState(
            start,
            new PartitionWatermark(
                settings.limits(),
                settings.futureLimit(),
                Math.max(watermark, reportedMillis),
                mark == null || settings.replays() ? now : mark.activeMillis()),
            resumedMillis);
    if (mark != null && !state.isReplaying() && !settings.replays()) {
      state.marked();
    }
    return state;
  }

  PartitionState partition(int partition) {
    return partitions.get(partition);
  }

  /** Notes that a pack has been read. */
  void read(Pack pack, long bytes) {
    partitions.get(pack.partition()).readUpTo(pack.lastOffset() + 1);
    readRecords += pack.size();
    readBytes += bytes;
  }

  /** Notes that everything before these offsets has been read. */
  void readUpTo(Map<Integer, Long> positions) {
    positions.forEach((partition, position) -> partitions.get(partition).readUpTo(position));
  }

  /**
   * Returns the watermark in milliseconds since the epoch.
   *
   * @param ends where each partition ends; null where that is not known
   * @param absence how long the topic has not existed; null if it does, or that is not known
   */
  long watermark(IntFunction<@Nullable End> ends, @Nullable Absence absence) {
    if (!hasBegun) {
      return settings.mayBeAbsent() && absence != null ? watermark(absence) : reportedMillis;
    }
    long now = clock.getAsLong();
    long least = partitions.isEmpty() ? settings.limits().behind(now) : Long.MAX_VALUE;
    boolean replays = false;
    long backlog = 0;
    for (Map.Entry<Integer, PartitionState> entry : partitions.entrySet()) {
      PartitionState state = entry.getValue();
      End end = ends.apply(entry.getKey());
      long unread = end == null ? 0 : Math.max(0, end.offset() - state.position());
      long checkedAt = end == null ? PartitionWatermark.MIN_MILLIS : end.checkedAtMillis();
      least = Math.min(least, state.watermark().advance(now, checkedAt, unread == 0));
      replays |= state.isReplaying();
      backlog += unread;
    }
    unread = backlog;
    backlogBytes = backlog * (readRecords == 0 ? 1 : readBytes / readRecords);
    isHeld = replays;
    if (!replays) {
      reportedMillis = Math.max(reportedMillis, least);
    }
    return reportedMillis;
  }

  /** A topic that has not existed for the idle timeout does not hold back its stream's others. */
  private long watermark(Absence absence) {
    long idle = settings.limits().idleTimeoutMillis();
    if (idle != WatermarkLimits.NEVER && absence.lastMillis() - absence.firstMillis() >= idle) {
      long now = Math.min(absence.lastMillis(), clock.getAsLong());
      reportedMillis = Math.max(reportedMillis, settings.limits().behind(now));
    }
    return reportedMillis;
  }

  /**
   * Returns the event time, in milliseconds since the epoch, before which an event may be late: the
   * last watermark reported, or that at the checkpoint. What is restored from a checkpoint judges
   * by the watermark it had seen then, also while this reader holds its own back for a replay; and
   * a job without state judges by that of the job before.
   */
  long mayBeLateBeforeMillis() {
    long before = Math.max(reportedMillis, reportedBeforeMillis);
    return resumedMillis == null ? before : Math.max(before, resumedMillis);
  }

  /** Returns how far each partition is. */
  List<PartitionReport> reports(IntFunction<@Nullable End> ends) {
    long now = clock.getAsLong();
    List<PartitionReport> reports = new ArrayList<>(partitions.size());
    partitions.forEach(
        (partition, state) -> {
          End end = ends.apply(partition);
          PartitionWatermark watermark = state.watermark();
          reports.add(
              new PartitionReport(
                  settings.topic(),
                  partition,
                  state.isReplaying() ? null : known(watermark.watermarkMillis()),
                  known(watermark.maxEventMillis()),
                  known(watermark.lastActiveMillis()),
                  watermark.isIdle(),
                  state.position(),
                  end == null ? null : (Long) end.offset(),
                  now));
        });
    return reports;
  }

  private static @Nullable Long known(long millis) {
    return millis == PartitionWatermark.MIN_MILLIS ? null : (Long) millis;
  }

  /** Returns the records that were not read when the watermark was last asked for. */
  long unread() {
    return unread;
  }

  /** Returns whether there are partitions to read. */
  boolean hasPartitions() {
    return !partitions.isEmpty();
  }

  /** Returns an estimate of the bytes that have not been read; from any thread. */
  long backlogBytes() {
    return backlogBytes;
  }

  /** Returns how far the reader has come, and takes note that this is stored. */
  KafkaMark mark(Consumer<KafkaMark> onDurable) {
    SortedMap<Integer, PartitionMark> marks = new TreeMap<>(waiting);
    partitions.forEach((partition, state) -> marks.put(partition, state.mark()));
    if (!isHeld) {
      partitions.values().forEach(PartitionState::marked);
    }
    return new KafkaMark(isKnown, resumedMillis, marks, onDurable);
  }
}
