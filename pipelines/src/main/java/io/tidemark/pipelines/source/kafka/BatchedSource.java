package io.tidemark.pipelines.source.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.io.UnboundedSource.CheckpointMark;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.SerializableBiFunction;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Wraps a source so that many of its records are one element. What a runner does for every element
 * (metrics, timers, locks) it then does once for all of them.
 *
 * <p>The timestamp of an element is that of its earliest record. Its watermark and checkpoint mark
 * are those of the wrapped source after the last record of the element; runners ask for both only
 * between elements.
 *
 * <p>A reader reports twice that it has nothing before it returns its first element. The Flink
 * runner (2.70) polls its readers in turn, counts the watermark of a reader only from the second
 * poll on, and may emit a watermark between any two polls. The first element of one reader can have
 * everything that a topic has gathered, so without this the records of readers that do not count
 * yet would be late.
 *
 * @param <R> a record of the wrapped source
 * @param <T> one of the records that are made of it
 * @param <C> the checkpoint mark of the wrapped source
 */
final class BatchedSource<R, T, C extends CheckpointMark> extends UnboundedSource<List<T>, C> {
  private static final long serialVersionUID = 1L;

  /**
   * The longest time, in nanoseconds, for which an element waits for more records, and for which a
   * busy reader waits for its first one.
   */
  private static final long LONGEST_NANOS = 5_000_000;

  /**
   * A reader that had a record within this time, in nanoseconds, is likely to have another soon.
   */
  private static final long BUSY_NANOS = 1_000_000_000;

  private final UnboundedSource<R, C> records;
  private final int mostRecords;
  private final SerializableBiFunction<R, Instant, List<T>> handOn;
  private final Coder<T> coder;

  /**
   * Wraps a source.
   *
   * @param mostRecords an element with as many records takes no further record of the wrapped
   *     source; at least 1
   * @param handOn makes the records of an element of a record of the wrapped source and a
   *     watermark. The watermark is the last that the reader has reported: no step has seen a later
   *     one of this reader. An element that is not before it holds all further watermarks back
   *     until it has been processed
   * @param coder encodes one record of an element
   */
  BatchedSource(
      UnboundedSource<R, C> records,
      int mostRecords,
      SerializableBiFunction<R, Instant, List<T>> handOn,
      Coder<T> coder) {
    if (mostRecords < 1) {
      throw new IllegalArgumentException(
          "records in an element are " + mostRecords + "; at least 1 is needed");
    }
    this.records = records;
    this.mostRecords = mostRecords;
    this.handOn = handOn;
    this.coder = coder;
  }

  @Override
  public List<BatchedSource<R, T, C>> split(int desiredNumSplits, PipelineOptions options)
      throws Exception {
    List<BatchedSource<R, T, C>> splits = new ArrayList<>();
    for (UnboundedSource<R, C> split : records.split(desiredNumSplits, options)) {
      splits.add(new BatchedSource<>(split, mostRecords, handOn, coder));
    }
    return splits;
  }

  @Override
  public UnboundedReader<List<T>> createReader(PipelineOptions options, @Nullable C mark)
      throws IOException {
    return new Reader(records.createReader(options, mark));
  }

  @Override
  public Coder<C> getCheckpointMarkCoder() {
    return records.getCheckpointMarkCoder();
  }

  @Override
  public Coder<List<T>> getOutputCoder() {
    return ListCoder.of(coder);
  }

  @Override
  public void validate() {
    records.validate();
  }

  private final class Reader extends UnboundedReader<List<T>> {
    private final UnboundedReader<R> reader;
    private long lastFoundNanos = System.nanoTime() - BUSY_NANOS;
    private boolean polledTwice;
    private boolean started;
    private @Nullable List<T> batch;
    private Instant earliest = Instant.EPOCH;

    /** The last watermark reported; until then, the least. */
    private Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;

    Reader(UnboundedReader<R> reader) {
      this.reader = reader;
    }

    /**
     * Does not start the wrapped reader yet: a checkpoint taken now would count what it has read as
     * emitted.
     */
    @Override
    public boolean start() {
      return false;
    }

    @Override
    public boolean advance() throws IOException {
      if (!polledTwice) {
        polledTwice = true;
        return false;
      }
      if (started) {
        return gather(advancePatiently());
      }
      started = true;
      boolean found = reader.start();
      getWatermark();
      return gather(found);
    }

    /**
     * Asks the wrapped reader again for a while, because the Flink runner pauses for 50 ms when no
     * reader has anything.
     */
    private boolean advancePatiently() throws IOException {
      long began = System.nanoTime();
      boolean isBusy = began - lastFoundNanos < BUSY_NANOS;
      boolean found = reader.advance();
      while (!found && isBusy && System.nanoTime() - began < LONGEST_NANOS) {
        found = reader.advance();
      }
      return found;
    }

    private boolean gather(boolean found) throws IOException {
      if (!found) {
        batch = null;
        return false;
      }
      long began = System.nanoTime();
      lastFoundNanos = began;
      List<T> gathered = handOn.apply(reader.getCurrent(), watermark);
      earliest = reader.getCurrentTimestamp();
      if (takesMoreThan(gathered, began)) {
        gathered = new ArrayList<>(gathered);
        do {
          gathered.addAll(handOn.apply(reader.getCurrent(), watermark));
          Instant timestamp = reader.getCurrentTimestamp();
          earliest = timestamp.isBefore(earliest) ? timestamp : earliest;
        } while (takesMoreThan(gathered, began));
      }
      batch = gathered;
      return true;
    }

    /**
     * Returns whether the element takes another record; the wrapped reader is then at that record.
     */
    private boolean takesMoreThan(List<T> gathered, long beganNanos) throws IOException {
      return gathered.size() < mostRecords
          && System.nanoTime() - beganNanos < LONGEST_NANOS
          && reader.advance();
    }

    @Override
    public List<T> getCurrent() {
      if (batch == null) {
        throw new NoSuchElementException("no records have been read");
      }
      return batch;
    }

    @Override
    public Instant getCurrentTimestamp() {
      if (batch == null) {
        throw new NoSuchElementException("no records have been read");
      }
      return earliest;
    }

    @Override
    public Instant getWatermark() {
      watermark = reader.getWatermark();
      return watermark;
    }

    @Override
    public CheckpointMark getCheckpointMark() {
      return reader.getCheckpointMark();
    }

    @Override
    public long getSplitBacklogBytes() {
      return reader.getSplitBacklogBytes();
    }

    @Override
    public long getTotalBacklogBytes() {
      return reader.getTotalBacklogBytes();
    }

    @Override
    public UnboundedSource<List<T>, C> getCurrentSource() {
      return BatchedSource.this;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
