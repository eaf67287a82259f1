package io.tidemark.pipelines.record;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * A part of an array that nobody changes.
 *
 * <p>What a Kafka consumer fetches is one array with thousands of records. Copying each record out
 * of it costs more than passing on where it is. The price is memory: a part keeps its whole array
 * alive.
 *
 * @param array the array, which may hold other bytes before and behind the part
 * @param from the index of the first byte
 * @param length the number of bytes, at least 0
 */
public record Bytes(byte[] array, int from, int length) {
  /** No bytes. */
  public static final Bytes NONE = of(new byte[0]);

  /** Returns the whole array, without copying it. */
  public static Bytes of(byte[] array) {
    return new Bytes(array, 0, array.length);
  }

  /**
   * Returns the bytes from the position of the buffer to its limit, without copying them if the
   * buffer has an array. The position stays where it is.
   */
  public static Bytes of(ByteBuffer buffer) {
    if (buffer.hasArray()) {
      return new Bytes(
          buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
    }
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return of(copy);
  }

  /**
   * Returns a part of these bytes, without copying them.
   *
   * @throws IndexOutOfBoundsException if the span is not within them
   */
  public Bytes part(Span span) {
    Objects.checkFromIndexSize(span.from(), span.length(), length);
    return new Bytes(array, from + span.from(), span.length());
  }

  /**
   * Returns an array of these bytes alone. It is the underlying array if that has no others, so the
   * caller must not change it.
   */
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
