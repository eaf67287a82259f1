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
 * Another source, several of whose records at a time are one element: what a runner does for every
 * element it then does once for many records.
 *
 * <p>An element's timestamp is that of its earliest record. Watermark and checkpoint mark are the
 * other source's after the element's last record; runners ask for both between elements only.
 *
 * <p>A reader says twice that it has nothing before it hands on its first element. Flink's runner
 * (2.70) polls its readers in turn and lets one count for the watermark from its second poll on; it
 * may tell the watermark between any two polls. The first element of one reader can hold all that a
 * topic has gathered, and would make the records of readers not yet counted late.
 *
 * @param <R> a record of the other source
 * @param <T> one of what is handed on of it
 */
final class BatchedSource<R, T, C extends CheckpointMark> extends UnboundedSource<List<T>, C> {
  private static final long serialVersionUID = 1L;

  /** An element waits for more records at most this long, and for one that the source awaits. */
  private static final long LONGEST_NANOS = 5_000_000;

  /** A reader that had a record this recently is soon to have another. */
  private static final long BUSY_NANOS = 1_000_000_000;

  private final UnboundedSource<R, C> records;
  private final int mostRecords;
  private final SerializableBiFunction<R, Instant, List<T>> handOn;
  private final Coder<T> coder;

  /**
   * A source of what {@code handOn} makes of a record and a watermark. No watermark of this reader
   * that any step has seen is later, and an element that is not before it holds all further ones
   * back until it has been processed.
   *
   * @param mostRecords an element that holds as many takes no further record of the other source;
   *     at least 1
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

    /** The last one told; before that, the one that the reader was restored with. */
    private Instant watermark = BoundedWindow.TIMESTAMP_MIN_VALUE;

    Reader(UnboundedReader<R> reader) {
      this.reader = reader;
    }

    /** Begins nothing yet: what had been read by now, a checkpoint would count as handed on. */
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

    /** Asks again for a while: Flink's runner pauses for 50 ms when no reader has anything. */
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

    /** Whether there is another record, to be gathered too; the reader then stands at it. */
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
