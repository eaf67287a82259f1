package io.tidemark.pipelines.source.file;

import io.tidemark.pipelines.decode.Brackets;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;
import java.util.Locale;
import org.apache.beam.sdk.io.Compression;

/**
 * What a file has, told by its first bytes and not by its name: whether it is compressed, and
 * whether its records are lines, or the elements of arrays and objects over several lines.
 */
final class FileContent {
  /** How much of a file is looked at, in bytes. */
  private static final int LOOKED_AT = 1 << 16;

  private final byte[] first;
  private final InputStream stream;
  private final Compression compression;

  private FileContent(byte[] first, InputStream stream, Compression compression) {
    this.first = first;
    this.stream = stream;
    this.compression = compression;
  }

  /**
   * Looks at a file from its beginning.
   *
   * @throws IOException naming the file, if it is in a form that is not read
   */
  static FileContent of(String file, ReadableByteChannel channel) throws IOException {
    FileContent stored = lookAt(Channels.newInputStream(channel), Compression.UNCOMPRESSED);
    Compression compression = Magic.compression(file, stored.first);
    if (compression == Compression.UNCOMPRESSED) {
      return stored;
    }
    FileContent content = lookAt(decompressed(file, stored.stream, compression), compression);
    Magic.compression(file, content.first);
    return content;
  }

  private static InputStream decompressed(String file, InputStream stored, Compression compression)
      throws IOException {
    try {
      return new InSmallSteps(
          Channels.newInputStream(compression.readDecompressed(Channels.newChannel(stored))));
    } catch (IOException e) { // bzip2 reads a whole block at once
      throw cutOff(file, compression, 0, e);
    }
  }

  /** Returns the failure of a file that could be read up to this record, counted from 1. */
  static IOException cutOff(String file, Compression compression, long record, IOException cause) {
    return new IOException(
        "%s is cut off or damaged: its %s data could be read up to record %d only"
            .formatted(file, compression.name().toLowerCase(Locale.ROOT), record),
        cause);
  }

  /** Reads the first bytes. A failure among them is met again by who reads the stream. */
  private static FileContent lookAt(InputStream in, Compression compression) {
    ByteArrayOutputStream first = new ByteArrayOutputStream();
    InputStream rest = in;
    byte[] buffer = new byte[1 << 13];
    try {
      int count = 0;
      while (count >= 0 && first.size() < LOOKED_AT) {
        first.write(buffer, 0, count);
        count = in.read(buffer);
      }
      first.write(buffer, 0, Math.max(count, 0));
    } catch (IOException e) {
      rest = new Failing(e);
    }
    byte[] bytes = first.toByteArray();
    InputStream whole = new SequenceInputStream(new ByteArrayInputStream(bytes), rest);
    return new FileContent(bytes, whole, compression);
  }

  /** Returns how the file is compressed. */
  Compression compression() {
    return compression;
  }

  /** Returns whether a part of the file can be read without what stands before it. */
  boolean canBeSplit() {
    return compression == Compression.UNCOMPRESSED && isLines();
  }

  /** Returns a reader of the records; once. */
  Pieces pieces(int longestKept) throws IOException {
    if (isLines()) {
      return new LineReader(stream, 0, longestKept);
    }
    int mark = ByteOrderMark.isAtStartOf(first) ? ByteOrderMark.LENGTH : 0;
    stream.skipNBytes(mark);
    return new ElementReader(new BufferedInputStream(stream, LOOKED_AT), mark, longestKept);
  }

  /**
   * Returns false if the first value is an array, or an object that is not closed on its line and
   * is not cut off by another one on the next.
   */
  private boolean isLines() {
    int at = ByteOrderMark.isAtStartOf(first) ? ByteOrderMark.LENGTH : 0;
    while (at < first.length && " \t\r\n".indexOf(first[at]) >= 0) {
      at++;
    }
    if (at == first.length || first[at] != '{') {
      return at == first.length || first[at] != '[';
    }
    int newline = at;
    while (newline < first.length && first[newline] != '\n') {
      newline++;
    }
    boolean isCut = newline + 1 >= first.length || first[newline + 1] == '{';
    return isCut || Brackets.end(Arrays.copyOf(first, newline), at) >= 0;
  }

  /** A stream that fails as another one did. */
  private static final class Failing extends InputStream {
    private final IOException failure;

    Failing(IOException failure) {
      this.failure = failure;
    }

    @Override
    public int read() throws IOException {
      throw new IOException(failure);
    }
  }
}
