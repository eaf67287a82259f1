package io.tidemark.encoding;

import java.io.EOFException;
import java.io.IOException;

/** A stream that gives a number at once; see {@link LongOutput}. */
public interface LongInput {

  /**
   * Reads eight bytes, most significant first.
   *
   * @throws EOFException if there are fewer
   */
  long readLong() throws IOException;

  /**
   * Reads a number as Beam's {@code VarInt} writes it.
   *
   * @throws EOFException if it does not end
   * @throws IOException if it has more than 64 bits
   */
  long readVarLong() throws IOException;
}
