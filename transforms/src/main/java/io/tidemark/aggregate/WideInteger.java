package io.tidemark.aggregate;

import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Integers wider than a long, as {@link ExactSum} and {@link ExactMoments} keep them: several longs
 * in two's complement, the most significant first.
 */
final class WideInteger {
  private static final int QUOTIENT_BITS = 66;

  private WideInteger() {}

  /** The signed integer that these longs represent. */
  static BigInteger signed(long... words) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * words.length);
    for (long word : words) {
      bytes.putLong(word);
    }
    return new BigInteger(bytes.array());
  }

  /**
   * Returns the double nearest to {@code numerator / denominator}, or the even one of two that are
   * equally near.
   *
   * @param denominator at least 1
   */
  static double ratio(BigInteger numerator, BigInteger denominator) {
    // The quotient has more bits than a double, so that the remainder can only break a tie: it is
    // enough to set the last bit where there is one.
    int bits = numerator.bitLength() - denominator.bitLength();
    int shift = Math.max(0, QUOTIENT_BITS - bits);
    BigInteger[] division = numerator.abs().shiftLeft(shift).divideAndRemainder(denominator);
    BigInteger quotient = division[1].signum() == 0 ? division[0] : division[0].setBit(0);
    return Math.scalb(numerator.signum() * quotient.doubleValue(), -shift);
  }
}
