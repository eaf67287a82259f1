package io.tidemark.traffic.output;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes JSON lines: the value of each record, whatever its topic, and a line feed. */
public final class FileWriter implements RecordWriter {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream output;

  private FileWriter(OutputStream output) {
    this.output = output;
  }

  /** Writes to a file, which is replaced if it exists. */
  public static FileWriter to(Path file) throws IOException {
    return to(Files.newOutputStream(file));
  }

  /** Writes to a stream and closes it at the end. */
  public static FileWriter to(OutputStream output) {
    return new FileWriter(new BufferedOutputStream(output, BUFFER_BYTES));
  }

  @Override
  public void write(TopicRecord record) throws IOException {
    output.write(record.bytes());
    output.write('\n');
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
