package io.tidemark.changelog;

import java.io.EOFException;
import java.io.IOException;

/** A stream that gives eight bytes at once; see {@link LongOutput}. */
public interface LongInput {

  /**
   * Reads eight bytes, most significant first.
   *
   * @throws EOFException if there are fewer
   */
  long readLong() throws IOException;
}
