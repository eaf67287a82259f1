package io.tidemark.pipelines.source.file;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.EventRules;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Reads files of JSON lines to their end and decodes them. An element has up to {@value
 * #BATCH_SIZE} records; its timestamp is the earliest of their event times.
 *
 * <pre>{@code
 * pipeline.apply("ReadHistory", ReadJsonLines.from("/data/2026-01-*.jsonl"));
 * }</pre>
 *
 * <p>The topic of a record is the full name of the file, its offset that of the first byte of the
 * line, and its bytes those of the line without {@code \n} or {@code \r\n}. The three types of
 * event may be mixed. An empty line is an empty record, which is {@code MALFORMED}; it is not
 * skipped. A line without a readable event time has the timestamp 1970-01-01. Files are split
 * between workers at any line; they are not decompressed.
 *
 * <p>A line longer than the largest accepted record is {@code OVERSIZE}. Its dead letter has the
 * whole line up to {@value #LONGEST_KEPT} bytes; of a longer line, the first {@value #LONGEST_KEPT}
 * bytes and one more.
 */
public final class ReadJsonLines extends PTransform<PBegin, PCollection<List<DecodedRecord>>> {
  private static final long serialVersionUID = 1L;

  /** 16 MiB, in bytes. */
  static final int LONGEST_KEPT = 1 << 24;

  private static final int BATCH_SIZE = 500;

  private final String fileOrPattern;
  private final int maxRecordBytes;
  private final EventRules rules;

  private ReadJsonLines(String fileOrPattern, int maxRecordBytes, EventRules rules) {
    this.fileOrPattern = fileOrPattern;
    this.maxRecordBytes = maxRecordBytes;
    this.rules = rules;
  }

  /** Reads a file, or all files that match a pattern such as {@code /data/*.jsonl}. */
  public static ReadJsonLines from(String fileOrPattern) {
    if (fileOrPattern.isBlank()) {
      throw new IllegalArgumentException(
          "input is \"" + fileOrPattern + "\"; a file or a pattern such as data/*.jsonl is needed");
    }
    return new ReadJsonLines(fileOrPattern, Decoders.DEFAULT_MAX_RECORD_BYTES, EventRules.DEFAULT);
  }

  /**
   * Sets the length of the longest line that is decoded, in bytes without its end: at least 1, and
   * 1 MiB by default.
   */
  public ReadJsonLines withMaxRecordBytes(int maxRecordBytes) {
    return new ReadJsonLines(fileOrPattern, maxRecordBytes, rules);
  }

  /** Sets the rules by which events are read. */
  public ReadJsonLines withEventRules(EventRules rules) {
    return new ReadJsonLines(fileOrPattern, maxRecordBytes, rules);
  }

  @Override
  public PCollection<List<DecodedRecord>> expand(PBegin begin) {
    checkSomeFileMatches();
    Decoders decoders = Decoders.standard(maxRecordBytes, rules);
    // One more than is accepted, because a \r at the end does not count.
    int longestKept = (int) Math.max(LONGEST_KEPT, Math.min(maxRecordBytes + 1L, 1 << 30));
    return begin
        .apply("Lines", Read.from(new JsonLinesSource(fileOrPattern, decoders, longestKept)))
        .setCoder(DecodedRecordCoder.of())
        .apply("Batch", ParDo.of(new BatchFn()))
        .setCoder(ListCoder.of(DecodedRecordCoder.of()));
  }

  private void checkSomeFileMatches() {
    // Beam would take the name of a missing file for a pattern and list the whole tree below its
    // folder.
    if (isLocalFile() && !Files.exists(Path.of(fileOrPattern))) {
      throw noFileMatches(null);
    }
    try {
      FileSystems.match(fileOrPattern, EmptyMatchTreatment.DISALLOW).metadata();
    } catch (FileNotFoundException e) {
      throw noFileMatches(e);
    } catch (IOException e) {
      throw new UncheckedIOException("input \"" + fileOrPattern + "\" cannot be listed", e);
    }
  }

  private boolean isLocalFile() {
    return !fileOrPattern.contains("://")
        && fileOrPattern.chars().noneMatch(c -> "*?[{\\".indexOf(c) >= 0);
  }

  private IllegalArgumentException noFileMatches(@Nullable Exception cause) {
    return new IllegalArgumentException(
        "input is \"" + fileOrPattern + "\"; no file matches, at least one is needed", cause);
  }

  /** Makes one element of many records of a bundle, with the earliest of their timestamps. */
  private static final class BatchFn extends DoFn<DecodedRecord, List<DecodedRecord>> {
    private static final long serialVersionUID = 1L;

    private transient List<DecodedRecord> batch;
    private transient Instant earliest;

    @StartBundle
    public void begin() {
      batch = new ArrayList<>();
      earliest = BoundedWindow.TIMESTAMP_MAX_VALUE;
    }

    @ProcessElement
    public void add(
        @Element DecodedRecord record,
        @Timestamp Instant timestamp,
        OutputReceiver<List<DecodedRecord>> out) {
      batch.add(record);
      earliest = timestamp.isBefore(earliest) ? timestamp : earliest;
      if (batch.size() == BATCH_SIZE) {
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
