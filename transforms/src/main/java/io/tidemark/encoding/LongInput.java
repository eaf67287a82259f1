package io.tidemark.encoding;

import java.io.EOFException;
import java.io.IOException;

/**
 * An {@link java.io.InputStream} that reads a number in one call; the counterpart of {@link
 * LongOutput}. The input stream of a {@link ByteBlock} is one.
 */
public interface LongInput {

  /**
   * Reads eight bytes, most significant first.
   *
   * @throws EOFException if fewer are left
   */
  long readLong() throws IOException;

  /**
   * Reads a number of one to ten bytes, as Beam's {@code VarInt} writes it.
   *
   * @throws EOFException if the stream ends within the number
   * @throws IOException if the number has more than 64 bits
   */
  long readVarLong() throws IOException;
}
