package io.tidemark.pipelines.source.kafka;

import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * How far a partition had been read at a checkpoint. Times are in milliseconds since the epoch.
 *
 * @param offset the next offset to read
 * @param watermarkMillis the watermark of the partition
 * @param completedMillis the watermark of the checkpoint before: when this one is durable, the
 *     results up to there are
 * @param activeMillis the processing time at which a record last moved the max event time
 * @param floor the offset at which the group began to read the partition; it never needs an earlier
 *     one
 * @param doneBefore the offset up to which a job whose state was lost had read; -1 for none
 * @param replayEnd the offset up to which an earlier attempt may have read
 */
record PartitionMark(
    long offset,
    long watermarkMillis,
    long completedMillis,
    long activeMillis,
    long floor,
    long doneBefore,
    long replayEnd) {

  /** Returns whether an earlier attempt may have read what comes next. */
  boolean isReplaying() {
    return offset < replayEnd;
  }

  /** Writes 8 bytes for each time and at most 10 for each offset. */
  void write(OutputStream out) throws IOException {
    BinaryFormat.writeLong(offset, out);
    BinaryFormat.writeFixedLong(watermarkMillis, out);
    BinaryFormat.writeFixedLong(completedMillis, out);
    BinaryFormat.writeFixedLong(activeMillis, out);
    BinaryFormat.writeLong(floor, out);
    BinaryFormat.writeLong(doneBefore, out);
    BinaryFormat.writeLong(replayEnd, out);
  }

  /** Reads what {@link #write} has written. */
  static PartitionMark read(InputStream in) throws IOException {
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new PartitionMark(
        BinaryFormat.readLong(in),
        BinaryFormat.readFixedLong(in),
        BinaryFormat.readFixedLong(in),
        BinaryFormat.readFixedLong(in),
        BinaryFormat.readLong(in),
        BinaryFormat.readLong(in),
        BinaryFormat.readLong(in));
  }
}
