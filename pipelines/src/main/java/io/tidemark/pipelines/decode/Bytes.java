package io.tidemark.pipelines.decode;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A part of an array, which no one changes. What a consumer fetches is one array with thousands of
 * records: to copy each of them costs more than to pass on where it is. A part keeps its whole
 * array in memory.
 *
 * @param from where it begins
 * @param length at least 0
 */
public record Bytes(byte[] array, int from, int length) {
  /** No bytes. */
  public static final Bytes NONE = of(new byte[0]);

  /** A whole array. */
  public static Bytes of(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  /** What remains in a buffer, which stays as it is. */
  public static Bytes of(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      return new Bytes(
          buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    }
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return of(copy);
  }

  /** An array of these bytes alone: the one they stand in, if there are no others in it. */
  public byte[] toArray() {
    return from == 0 && length == array.length
        ? array
        : Arrays.copyOfRange(array, from, from + length);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Bytes that
        && Arrays.equals(
            array, from, from + length, that.array, that.from, that.from + that.length);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(toArray());
  }

  @Override
  public String toString() {
    return length + " bytes";
  }
}
