package io.tidemark.traffic.replay;

import io.tidemark.traffic.output.TopicRecord;
import java.io.IOException;
import java.nio.file.Path;

/** Reads one format of trace, a request from each line. A reader is for one file and one thread. */
public interface TraceReader {
  /** Receives the events that were read. */
  @FunctionalInterface
  interface Receiver {
    /** Takes one event. */
    void accept(TopicRecord record) throws IOException;
  }

  /**
   * Returns, in one or two sentences, what is taken from the trace and what is derived, and how.
   */
  String statement();

  /**
   * Returns the event of one line; null for a line without one, such as a header.
   *
   * @param number the number of the line, counted from 0 and without blank ones
   * @throws IllegalArgumentException if the line is not in this format
   */
  TopicRecord read(String line, long number);

  /**
   * Passes on every event of the file in the order of its lines, and returns their number.
   *
   * @throws IOException if the file cannot be read, or for a line that is not in this format, which
   *     the message names
   */
  default long readAll(Path file, Receiver receiver) throws IOException {
    try (TraceLines lines = TraceLines.open(file)) {
      return readAll(lines, receiver);
    }
  }

  /** Passes on every event of an open trace likewise. */
  default long readAll(TraceLines lines, Receiver receiver) throws IOException {
    long events = 0;
    long number = 0;
    while (lines.peek() != null) {
      String place = lines.file() + ", line " + lines.number();
      TopicRecord record = read(place, lines.take(), number++);
      if (record != null) {
        receiver.accept(record);
        events++;
      }
    }
    return events;
  }

  private TopicRecord read(String place, String line, long number) throws IOException {
    try {
      return read(line, number);
    } catch (IllegalArgumentException e) {
      throw new IOException(place + ": " + e.getMessage(), e);
    }
  }
}
