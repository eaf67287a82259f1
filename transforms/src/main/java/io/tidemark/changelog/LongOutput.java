package io.tidemark.changelog;

import java.io.IOException;

/**
 * A stream that takes eight bytes at once. A coder that asks whether the stream at hand is one need
 * not make an array for each number that it writes.
 */
public interface LongOutput {

  /** Writes eight bytes, most significant first. */
  void writeLong(long value) throws IOException;
}
