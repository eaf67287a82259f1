package io.tidemark.encoding;

import java.io.IOException;

/**
 * An {@link java.io.OutputStream} that writes a number in one call. A coder that checks for it with
 * {@code instanceof} writes a number neither byte by byte nor by way of a new array. The bytes are
 * the same either way, and the output stream of a {@link ByteBlock} is one.
 */
public interface LongOutput {

  /** Writes eight bytes, most significant first. */
  void writeLong(long value) throws IOException;

  /**
   * Writes a number in one to ten bytes, as Beam's {@code VarInt} does: seven bits a byte, the
   * least significant first. A negative number takes ten bytes.
   */
  void writeVarLong(long value) throws IOException;
}
