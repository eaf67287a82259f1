package io.tidemark.pipelines.source.file;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import io.tidemark.pipelines.record.RawRecord;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.FileBasedSource;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.ValueProvider.StaticValueProvider;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * The lines of one file, of a part of it, or of all files that match a pattern. A part has the
 * lines that start in it.
 */
final class JsonLinesSource extends FileBasedSource<DecodedRecord> {
  private static final long serialVersionUID = 1L;
  private static final long MIN_BUNDLE_BYTES = 1 << 20;

  private final Decoders decoders;
  private final int longestKept;

  JsonLinesSource(String fileOrPattern, Decoders decoders, int longestKept) {
    this(fileOrPattern, decoders, longestKept, MIN_BUNDLE_BYTES);
  }

  JsonLinesSource(String fileOrPattern, Decoders decoders, int longestKept, long minBundleBytes) {
    super(StaticValueProvider.of(fileOrPattern), minBundleBytes);
    this.decoders = decoders;
    this.longestKept = longestKept;
  }

  private JsonLinesSource(JsonLinesSource whole, Metadata file, long start, long end) {
    super(file, whole.getMinBundleSize(), start, end);
    this.decoders = whole.decoders;
    this.longestKept = whole.longestKept;
  }

  @Override
  protected FileBasedSource<DecodedRecord> createForSubrangeOfFile(
      Metadata file, long start, long end) {
    return new JsonLinesSource(this, file, start, end);
  }

  @Override
  protected FileBasedReader<DecodedRecord> createSingleFileReader(PipelineOptions options) {
    return new JsonLinesReader(this);
  }

  @Override
  public Coder<DecodedRecord> getOutputCoder() {
    return DecodedRecordCoder.of();
  }

  private static final class JsonLinesReader extends FileBasedReader<DecodedRecord> {
    private final Decoders decoders;
    private final int longestKept;
    private final String file;
    private @Nullable LineReader lines;
    private @Nullable DecodedRecord current;

    JsonLinesReader(JsonLinesSource source) {
      super(source);
      this.decoders = source.decoders;
      this.longestKept = source.longestKept;
      this.file = source.getSingleFileMetadata().resourceId().toString();
    }

    @Override
    protected void startReading(ReadableByteChannel channel) throws IOException {
      long start = getCurrentSource().getStartOffset();
      if (start == 0) {
        lines = new LineReader(channel, 0, longestKept);
        return;
      }
      // The line with the byte before the start belongs to an earlier part, which reads it.
      ((SeekableByteChannel) channel).position(start - 1);
      lines = new LineReader(channel, start - 1, longestKept);
      lines.next();
    }

    @Override
    protected boolean readNextRecord() throws IOException {
      if (!lines.next()) {
        current = null;
        return false;
      }
      RawRecord raw = new RawRecord(file, 0, lines.lineOffset(), -1, Map.of(), lines.line());
      current = decoders.read(raw);
      return true;
    }

    @Override
    protected long getCurrentOffset() {
      return lines.lineOffset();
    }

    @Override
    public DecodedRecord getCurrent() {
      if (current == null) {
        throw new NoSuchElementException("there is no current line in " + file);
      }
      return current;
    }

    @Override
    public Instant getCurrentTimestamp() {
      long earliest = getCurrent().earliestEventMillis(Long.MAX_VALUE).orElse(Long.MAX_VALUE);
      if (earliest < Long.MAX_VALUE) {
        return new Instant(earliest);
      }
      Decoded first = getCurrent().decoded().get(0);
      Long known = first instanceof Decoded.Rejected rejected ? rejected.eventTimeMillis() : null;
      return new Instant(known == null ? 0 : known);
    }
  }
}
