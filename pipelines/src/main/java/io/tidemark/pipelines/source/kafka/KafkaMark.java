package io.tidemark.pipelines.source.kafka;

import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How far a reader had come at a checkpoint. Once that is durable, {@link #finalizeCheckpoint}
 * commits the offsets to the group.
 */
final class KafkaMark implements CheckpointMark {
  private final boolean known;
  private final @Nullable Long resumedMillis;
  private final SortedMap<Integer, PartitionMark> partitions;
  private final Consumer<KafkaMark> onDurable;

  /**
   * Makes a mark.
   *
   * @param known whether the reader had learnt which partitions the topic has. One that had not
   *     starts anew from its mark, as if there were none
   * @param resumedMillis the watermark of the job before, if this one started without its state;
   *     otherwise null
   * @param partitions by number
   * @param onDurable is told when the checkpoint is durable
   */
  KafkaMark(
      boolean known,
      @Nullable Long resumedMillis,
      SortedMap<Integer, PartitionMark> partitions,
      Consumer<KafkaMark> onDurable) {
    this.known = known;
    this.resumedMillis = resumedMillis;
    this.partitions = partitions;
    this.onDurable = onDurable;
  }

  boolean known() {
    return known;
  }

  @Nullable Long resumedMillis() {
    return resumedMillis;
  }

  SortedMap<Integer, PartitionMark> partitions() {
    return partitions;
  }

  /** Does nothing for a mark that was restored: its offsets belong to a reader that is gone. */
  @Override
  public void finalizeCheckpoint() {
    onDurable.accept(this);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof KafkaMark that
        && known == that.known
        && Objects.equals(resumedMillis, that.resumedMillis)
        && partitions.equals(that.partitions);
  }

  @Override
  public int hashCode() {
    return Objects.hash(known, resumedMillis, partitions);
  }

  @Override
  public String toString() {
    return known ? partitions.toString() : "not known yet";
  }
}
