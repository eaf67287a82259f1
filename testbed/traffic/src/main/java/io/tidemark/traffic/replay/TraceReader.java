package io.tidemark.traffic.replay;

import io.tidemark.traffic.output.TopicRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads one format of trace, a line a request.
 *
 * <p>A reader is not shared between threads, nor between files.
 */
public interface TraceReader {
  /** Receives what was read. */
  @FunctionalInterface
  interface Receiver {
    void accept(TopicRecord record) throws IOException;
  }

  /** What is taken from the trace and what is derived, and how, in one or two sentences. */
  String statement();

  /**
   * The event of one line; null for a line that holds none (a header).
   *
   * @param number of the line, from 0
   */
  TopicRecord read(String line, long number);

  /** Hands over every event of the file in the order of its lines, and returns how many. */
  default long readAll(Path file, Receiver receiver) throws IOException {
    long events = 0;
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      long number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        TopicRecord record = read(file, line, number++);
        if (record != null) {
          receiver.accept(record);
          events++;
        }
      }
    }
    return events;
  }

  private TopicRecord read(Path file, String line, long number) throws IOException {
    try {
      return read(line, number);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ", line " + (number + 1) + ": " + e.getMessage(), e);
    }
  }
}
