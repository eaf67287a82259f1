package io.tidemark.encoding;

import java.io.IOException;

/**
 * A stream that takes a number at once. A coder that asks whether the stream at hand is one need
 * not make an array for each number that it writes, nor write it byte by byte.
 */
public interface LongOutput {

  /** Writes eight bytes, most significant first. */
  void writeLong(long value) throws IOException;

  /** Writes a number as Beam's {@code VarInt} does, seven bits a byte, least significant first. */
  void writeVarLong(long value) throws IOException;
}
