package io.tidemark.pipelines.source.kafka;

import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where a job without state starts to read a topic.
 *
 * <p>Offsets alone would not do: the group's offsets say what was read, and the windows that were
 * open then are lost. So it goes back, in every partition, to the records of the earliest window
 * that may have been open. Those are the records since {@code W − reach}, where {@code W} is the
 * event time up to which the job before had made its results durable, which it has left beside the
 * group's offsets.
 *
 * @param resumedMillis {@code W}, in milliseconds since the epoch; null if no job has left one
 * @param starts by partition
 */
record StartPlan(@Nullable Long resumedMillis, Map<Integer, PartitionStart> starts) {

  /**
   * What the group has committed for a partition.
   *
   * @param note null if another program, or an early version of this one, has committed it
   */
  record Committed(long offset, @Nullable CommitNote note) {}

  /**
   * What is known of a partition.
   *
   * @param committed null if the group has no offset
   * @param sought the offset of the first record since {@code W − reach}, null if there is none
   */
  record Known(PartitionEnds ends, @Nullable Committed committed, @Nullable Long sought) {}

  /** Returns {@code W}, the least of all partitions; null if no partition has one. */
  static @Nullable Long completedMillis(Iterable<Committed> committed) {
    Long least = null;
    for (Committed one : committed) {
      if (one.note() != null) {
        long completed = one.note().completedMillis();
        least = least == null ? completed : Math.min(least, completed);
      }
    }
    return least;
  }

  /**
   * Returns the plan.
   *
   * @param resumedMillis {@code W}
   * @param fromBeginning whether a partition without an offset is read from its beginning; if not,
   *     from its end, unless it was added since the job before
   */
  static StartPlan of(
      @Nullable Long resumedMillis, Map<Integer, Known> partitions, boolean fromBeginning) {
    Map<Integer, PartitionStart> starts = new TreeMap<>();
    boolean isNew = partitions.values().stream().allMatch(known -> known.committed() == null);
    partitions.forEach(
        (partition, known) ->
            starts.put(
                partition,
                known.committed() == null
                    ? PartitionStart.at(
                        fromBeginning || !isNew ? known.ends().first() : known.ends().end())
                    : again(resumedMillis, known, known.committed())));
    return new StartPlan(resumedMillis, starts);
  }

  private static PartitionStart again(
      @Nullable Long resumedMillis, Known known, Committed committed) {
    CommitNote note = committed.note();
    long floor = note == null ? 0 : note.floor();
    long reserved = note == null ? 0 : note.reserved();
    long offset = committed.offset();
    if (resumedMillis != null) {
      long sought = known.sought() == null ? offset : Math.min(known.sought(), offset);
      offset = Math.min(Math.max(sought, Math.max(floor, known.ends().first())), offset);
    }
    return new PartitionStart(
        offset,
        Math.min(
            resumedMillis == null ? reserved : Math.max(reserved, committed.offset()),
            known.ends().end()),
        completedMillis(resumedMillis, note),
        note == null ? offset : floor,
        resumedMillis == null ? -1 : committed.offset(),
        reserved);
  }

  private static long completedMillis(@Nullable Long resumedMillis, @Nullable CommitNote note) {
    if (note != null) {
      return note.completedMillis();
    }
    return resumedMillis == null ? PartitionWatermark.MIN_MILLIS : resumedMillis;
  }

  /** Returns how many records are read again, at most: offsets count what is not a record, too. */
  long readAgain() {
    return starts.values().stream()
        .mapToLong(start -> Math.max(0, start.doneBefore() - start.offset()))
        .sum();
  }
}
