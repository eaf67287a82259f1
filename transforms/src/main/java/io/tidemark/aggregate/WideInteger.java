package io.tidemark.aggregate;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/** Integers of several longs, the most significant first, in two's complement. */
final class WideInteger {
  private WideInteger() {}

  /** The integer that these longs make up. */
  static BigInteger signed(long... words) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * words.length);
    for (long word : words) {
      bytes.putLong(word);
    }
    return new BigInteger(bytes.array());
  }
}
