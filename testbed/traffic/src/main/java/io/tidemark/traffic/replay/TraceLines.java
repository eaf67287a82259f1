package io.tidemark.traffic.replay;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The lines of a trace that are not blank, from a file or a pipe. What gzip has compressed is
 * decompressed, whatever its name, and a byte order mark is skipped.
 */
public final class TraceLines implements Closeable {
  private static final int LOOKED_AT = 4;

  private final Path file;
  private final BufferedReader lines;
  private long number;
  private String next;

  private TraceLines(Path file, InputStream in) throws IOException {
    this.file = file;
    this.lines = new BufferedReader(new InputStreamReader(in, ISO_8859_1));
    advance();
  }

  /**
   * Opens a trace.
   *
   * @throws IOException naming the file, if it cannot be read or is in a form that is not read
   */
  public static TraceLines open(Path file) throws IOException {
    InputStream in = new Readable(new FileInputStream(file.toFile()));
    try {
      if (hex(in).startsWith("1f8b")) {
        in = new BufferedInputStream(new GZIPInputStream(in));
      }
      checkReadable(file, hex(in));
      if (hex(in).startsWith("efbbbf")) {
        in.skipNBytes(3);
      }
      return new TraceLines(file, in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static String hex(InputStream in) throws IOException {
    in.mark(LOOKED_AT);
    byte[] first = in.readNBytes(LOOKED_AT);
    in.reset();
    return HexFormat.of().formatHex(first);
  }

  private static void checkReadable(Path file, String hex) throws IOException {
    String form =
        hex.startsWith("28b52ffd")
            ? "compressed by zstd: pass it as <(zstd -dc FILE)"
            : hex.startsWith("425a68")
                ? "compressed by bzip2: pass it as <(bzip2 -dc FILE)"
                : hex.startsWith("fd377a58")
                    ? "compressed by xz: pass it as <(xz -dc FILE)"
                    : hex.startsWith("504b0304")
                        ? "a zip archive: pass it as <(unzip -p FILE)"
                        : hex.startsWith("fffe") || hex.startsWith("feff")
                            ? "text in UTF-16: pass it as <(iconv -f UTF-16 -t UTF-8 FILE)"
                            : null;
    if (form != null) {
      throw new IOException(file + " is " + form);
    }
  }

  /** Returns the line that is read next; null at the end. */
  public String peek() {
    return next;
  }

  /** Returns the next line, and moves on; null at the end. */
  String take() throws IOException {
    String line = next;
    if (line != null) {
      advance();
    }
    return line;
  }

  private void advance() throws IOException {
    try {
      do {
        next = lines.readLine();
        number++;
      } while (next != null && next.isBlank());
    } catch (EOFException | ZipException e) {
      throw new IOException(
          "%s is cut off or damaged: its gzip data could be read up to line %d only"
              .formatted(file, number),
          e);
    }
  }

  /** Reads the lines that are left, and returns how many they are. */
  public long count() throws IOException {
    long count = 0;
    while (take() != null) {
      count++;
    }
    return count;
  }

  /** Returns the number of the line that is read next, from 1 and with blank ones. */
  long number() {
    return number;
  }

  Path file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }

  /** Returns a cell or line in quotes; a longer one is cut after 60 characters. */
  static String quoted(String text) {
    return text.length() <= 60 ? "'" + text + "'" : "'" + text.substring(0, 60) + "…'";
  }

  /** Returns the cells of a line, without quotes and white space around them. */
  static String[] cells(String line) {
    return Arrays.stream(line.split(",", -1))
        .map(cell -> cell.strip().replaceAll("^\"(.*)\"$", "$1"))
        .toArray(String[]::new);
  }

  /**
   * A stream that says that something is available until its end. GZIPInputStream reads a further
   * member only then, and a pipe is often empty for a moment.
   */
  private static final class Readable extends BufferedInputStream {
    Readable(InputStream in) {
      super(in);
    }

    @Override
    public synchronized int available() throws IOException {
      mark(1);
      boolean atEnd = read() < 0;
      reset();
      return atEnd ? 0 : 1;
    }
  }
}
