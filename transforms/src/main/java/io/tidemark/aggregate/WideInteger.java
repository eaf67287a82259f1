package io.tidemark.aggregate;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/** Integers of several longs, the most significant first, in two's complement. */
final class WideInteger {
  private static final int QUOTIENT_BITS = 66;

  private WideInteger() {}

  /** The integer that these longs make up. */
  static BigInteger signed(long... words) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * words.length);
    for (long word : words) {
      bytes.putLong(word);
    }
    return new BigInteger(bytes.array());
  }

  /**
   * The double nearest to {@code numerator / denominator}, of two equally near ones the even one.
   *
   * @param denominator at least 1
   */
  static double ratio(BigInteger numerator, BigInteger denominator) {
    // The quotient has more bits than a double, so that a remainder decides only as its last bit.
    int bits = numerator.bitLength() - denominator.bitLength();
    int shift = Math.max(0, QUOTIENT_BITS - bits);
    BigInteger[] division = numerator.abs().shiftLeft(shift).divideAndRemainder(denominator);
    BigInteger quotient = division[1].signum() == 0 ? division[0] : division[0].setBit(0);
    return Math.scalb(numerator.signum() * quotient.doubleValue(), -shift);
  }
}
