package io.tidemark.pipelines.source.file;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Reads files of JSON to their end and decodes them. An element has up to {@value #BATCH_SIZE}
 * records, and no further one once they have {@value #BATCH_BYTES} bytes; its timestamp is the
 * earliest of their event times.
 *
 * <pre>{@code
 * pipeline.apply("ReadHistory", ReadJsonLines.from("/data/2026-01-*.jsonl"));
 * }</pre>
 *
 * <p>A record is a line, without {@code \n} or {@code \r\n}; one of blanks alone is none. In a file
 * that begins with an array, or with an object over several lines, a record is an element of an
 * array or an object. The topic of a record is the full name of the file, its offset that of its
 * first byte. The three types of event may be mixed. A record without a readable event time has the
 * timestamp 1970-01-01.
 *
 * <p>Files that gzip, zstd or bzip2 has compressed are recognised by their first bytes, whatever
 * their names; offsets count what has been decompressed. Plain files of lines are split between
 * workers, all others are read by one. A byte order mark of UTF-8 is skipped. A file in UTF-16, in
 * another compression, or one that is cut off fails the run with its name. A pipe is copied to a
 * temporary file first.
 *
 * <p>A record longer than the largest accepted one is {@code OVERSIZE}. Its dead letter has the
 * whole record up to {@value #LONGEST_KEPT} bytes; of a longer one, the first {@value
 * #LONGEST_KEPT} bytes and one more.
 */
public final class ReadJsonLines extends PTransform<PBegin, PCollection<List<DecodedRecord>>> {
  private static final long serialVersionUID = 1L;

  /** 16 MiB, in bytes. */
  static final int LONGEST_KEPT = 1 << 24;

  private static final int BATCH_SIZE = 500;

  /**
   * 1 MiB, in bytes: what the records of an element may have before the last is added to them. A
   * runner keeps many elements at a time.
   */
  static final int BATCH_BYTES = 1 << 20;

  private final String fileOrPattern;
  private final Decoders decoders;

  private ReadJsonLines(String fileOrPattern, Decoders decoders) {
    this.fileOrPattern = fileOrPattern;
    this.decoders = decoders;
  }

  /** Reads a file, or all files that match a pattern such as {@code /data/*.jsonl}. */
  public static ReadJsonLines from(String fileOrPattern) {
    if (fileOrPattern.isBlank()) {
      throw new IllegalArgumentException(
          "input is \"" + fileOrPattern + "\"; a file or a pattern such as data/*.jsonl is needed");
    }
    return new ReadJsonLines(fileOrPattern, Decoders.standard(Decoders.DEFAULT_MAX_RECORD_BYTES));
  }

  /** Sets what decodes the records; by default the standard formats, up to 1 MiB a record. */
  public ReadJsonLines withDecoders(Decoders decoders) {
    return new ReadJsonLines(fileOrPattern, decoders);
  }

  @Override
  public PCollection<List<DecodedRecord>> expand(PBegin begin) {
    String readable = InputFiles.readable(fileOrPattern);
    int maxRecordBytes = decoders.maxRecordBytes();
    // One more than is accepted, because a \r at the end does not count.
    int longestKept = (int) Math.max(LONGEST_KEPT, Math.min(maxRecordBytes + 1L, 1 << 30));
    return begin
        .apply("Lines", Read.from(new JsonLinesSource(readable, decoders, longestKept)))
        .setCoder(DecodedRecordCoder.of())
        .apply("Batch", ParDo.of(new BatchFn()))
        .setCoder(ListCoder.of(DecodedRecordCoder.of()));
  }

  /** Makes one element of many records of a bundle, with the earliest of their timestamps. */
  static final class BatchFn extends DoFn<DecodedRecord, List<DecodedRecord>> {
    private static final long serialVersionUID = 1L;

    private transient List<DecodedRecord> batch;
    private transient long bytes;
    private transient Instant earliest;

    @StartBundle
    public void begin() {
      batch = new ArrayList<>();
      bytes = 0;
      earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
    }

    @ProcessElement
    public void add(
        @Element DecodedRecord record,
        @Timestamp Instant timestamp,
        OutputReceiver<List<DecodedRecord>> out) {
      batch.add(record);
      bytes += record.raw().bytes().length();
      earliest = timestamp.isBefore(earliest) ? timestamp : earliest;
      if (batch.size() == BATCH_SIZE || bytes >= BATCH_BYTES) {
        out.outputWithTimestamp(batch, earliest);
        begin();
      }
    }

    @FinishBundle
    public void flush(FinishBundleContext context) {
      if (!batch.isEmpty()) {
        context.output(batch, earliest, GlobalWindow.INSTANCE);
      }
    }

    /** Allows a timestamp before that of the current element: that of the earliest record. */
    @Override
    @SuppressWarnings("deprecation")
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(Long.MAX_VALUE);
    }
  }
}
