package io.tidemark.pipelines.source.file;

import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.DecodedRecordCoder;
import io.tidemark.pipelines.record.RawRecord;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.FileBasedSource;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.ValueProvider.StaticValueProvider;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * The records of one file, of a part of it, or of all files that match a pattern. A part has the
 * lines that start in it; a file that is compressed, or whose records are not its lines, is one
 * part.
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

  /** Only a file of lines that is not compressed is split. */
  @Override
  protected boolean isSplittable() throws Exception {
    if (!super.isSplittable() || getMode() == Mode.FILEPATTERN) {
      return super.isSplittable();
    }
    Metadata file = getSingleFileMetadata();
    try (ReadableByteChannel channel = FileSystems.open(file.resourceId())) {
      return FileContent.of(file.resourceId().toString(), channel).canBeSplit();
    }
  }

  private static final class JsonLinesReader extends FileBasedReader<DecodedRecord> {
    private final Decoders decoders;
    private final int longestKept;
    private final String file;
    private @Nullable Pieces pieces;
    private @Nullable DecodedRecord current;

    /** Null for a part of a file that is split. */
    private @Nullable FileContent whole;

    private long read;

    JsonLinesReader(JsonLinesSource source) {
      super(source);
      this.decoders = source.decoders;
      this.longestKept = source.longestKept;
      this.file = source.getSingleFileMetadata().resourceId().toString();
    }

    @Override
    protected void startReading(ReadableByteChannel channel) throws IOException {
      long start = getCurrentSource().getStartOffset();
      if (start > 0) {
        // The line with the byte before the start belongs to an earlier part, which reads it.
        ((SeekableByteChannel) channel).position(start - 1);
        pieces = new LineReader(Channels.newInputStream(channel), start - 1, longestKept);
        pieces.next();
        return;
      }
      FileContent content = FileContent.of(file, channel);
      whole = content.canBeSplit() ? null : content;
      pieces = content.pieces(longestKept);
    }

    @Override
    protected boolean readNextRecord() throws IOException {
      current = null;
      while (current == null && next()) {
        byte[] bytes = pieces.bytes();
        if (!Pieces.isBlank(bytes)) {
          RawRecord raw = new RawRecord(file, 0, pieces.offset(), -1, Map.of(), bytes);
          current = decoders.read(raw);
          read++;
          FileProgress.read();
        }
      }
      return current != null;
    }

    private boolean next() throws IOException {
      try {
        return pieces.next();
      } catch (IOException e) {
        if (whole == null) {
          throw e;
        }
        throw FileContent.cutOff(file, whole.compression(), read, e);
      }
    }

    /** Where offsets are not those of the file's bytes, the only point to split at is the first. */
    @Override
    protected boolean isAtSplitPoint() {
      return whole == null || read == 1;
    }

    @Override
    protected long getCurrentOffset() {
      return whole == null ? pieces.offset() : 0;
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
