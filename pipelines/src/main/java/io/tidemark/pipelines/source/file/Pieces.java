package io.tidemark.pipelines.source.file;

import java.io.IOException;

/** The records of a file, one after the other. */
interface Pieces {

  /** Moves to the next record; returns false if there is none. */
  boolean next() throws IOException;

  /** Returns the offset of the first byte of the record in the content of the file. */
  long offset();

  /**
   * Returns the bytes of the record. Of one that is longer than the reader keeps, it has the first
   * bytes and at least one more than are kept, so that it can be recognised as too long.
   */
  byte[] bytes();

  /** Returns whether these bytes are no record: a line without anything but white space. */
  static boolean isBlank(byte[] bytes) {
    for (byte b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
