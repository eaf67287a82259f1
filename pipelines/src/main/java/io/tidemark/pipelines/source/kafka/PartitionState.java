package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.record.Resumed;
import org.checkerframework.checker.nullness.qual.Nullable;

/** How far a reader has come with one partition. Its reader's thread alone uses it. */
final class PartitionState {
  private final PartitionWatermark watermark;
  private long position;
  private long completedMillis;
  private long floor;
  private long replayEnd;
  private long doneBefore;
  private final @Nullable Resumed readBefore;
  private final @Nullable Resumed firstRead;

  /**
   * Begins with a partition.
   *
   * @param resumedMillis the watermark of the job before, if this one started without its state;
   *     otherwise null
   */
  PartitionState(PartitionStart start, PartitionWatermark watermark, @Nullable Long resumedMillis) {
    this.watermark = watermark;
    this.completedMillis = start.completedMillis();
    this.readBefore = resumedMillis == null ? null : new Resumed(resumedMillis, true);
    this.firstRead = resumedMillis == null ? null : new Resumed(resumedMillis, false);
    moveTo(start);
  }

  /** Goes on at another place, with the same watermark. */
  void moveTo(PartitionStart start) {
    position = start.offset();
    floor = start.floor();
    replayEnd = start.replayEnd();
    doneBefore = start.doneBefore();
  }

  PartitionWatermark watermark() {
    return watermark;
  }

  /** Returns the next offset to read. */
  long position() {
    return position;
  }

  /** Notes that everything before this offset has been read. */
  void readUpTo(long offset) {
    position = Math.max(position, offset);
  }

  /** Returns whether an earlier attempt may have read what comes next. */
  boolean isReplaying() {
    return position < replayEnd;
  }

  /** Returns whether a job whose state is lost had read this record. */
  boolean wasRead(long offset) {
    return readBefore != null && offset < doneBefore;
  }

  /** Returns how a record is marked; null where the job has its state. */
  @Nullable Resumed resumed(long offset) {
    return wasRead(offset) ? readBefore : firstRead;
  }

  /** Returns what a checkpoint stores now. */
  PartitionMark mark() {
    return new PartitionMark(
        position,
        watermark.watermarkMillis(),
        completedMillis,
        watermark.lastActiveMillis(),
        floor,
        doneBefore,
        replayEnd);
  }

  /** Notes that what {@link #mark} stored was the watermark that steps had seen. */
  void marked() {
    completedMillis = Math.max(completedMillis, watermark.watermarkMillis());
  }
}
