package io.tidemark.pipelines.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;

/**
 * Goes through the records of one file outside of a pipeline, as {@link ReadJsonLines} reads them:
 * compressed or not, lines or elements of an array.
 */
public final class RecordFile {
  private RecordFile() {}

  /** Receives the records of a file. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * Receives a record.
     *
     * @param number of its line, or of the element, from 1
     */
    void record(long number, byte[] bytes);
  }

  /**
   * Passes on each record, in order; blank lines are none.
   *
   * @param name of the file, for messages
   * @param maxRecordBytes of a longer record as many bytes are kept, and at least one more
   * @throws IOException naming the file, if it cannot be read, or only up to some record
   */
  public static void forEach(String name, InputStream in, int maxRecordBytes, Receiver receiver)
      throws IOException {
    FileContent content = FileContent.of(name, Channels.newChannel(in));
    Pieces pieces = content.pieces(maxRecordBytes);
    long number = 0;
    while (next(name, content, pieces, number)) {
      number++;
      byte[] bytes = pieces.bytes();
      if (!Pieces.isBlank(bytes)) {
        receiver.record(number, bytes);
      }
    }
  }

  private static boolean next(String name, FileContent content, Pieces pieces, long read)
      throws IOException {
    try {
      return pieces.next();
    } catch (IOException e) {
      throw FileContent.cutOff(name, content.compression(), read, e);
    }
  }
}
