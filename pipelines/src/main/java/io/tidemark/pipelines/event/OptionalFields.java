package io.tidemark.pipelines.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which optional fields of a stored event have a value: one bit each, in the order in which the
 * fields are read, the first in the lowest bit. A field without a value takes no further byte.
 *
 * <p>To write, {@link #write} comes first, then each value by {@link #writeText} and its siblings,
 * which write nothing for null. To read, {@link #read} comes first, then each {@code next…} in the
 * same order.
 */
final class OptionalFields {
  private int bits;

  private OptionalFields(int bits) {
    this.bits = bits;
  }

  /** Writes the bits for these values: 1 where a value is not null. There are at most 31 values. */
  static void write(OutputStream out, @Nullable Object... values) throws IOException {
    int bits = 0;
    for (int i = 0; i < values.length; i++) {
      bits |= values[i] == null ? 0 : 1 << i;
    }
    BinaryFormat.writeInt(bits, out);
  }

  /** Reads the bits that {@link #write} has written. */
  static OptionalFields read(InputStream in) throws IOException {
    return new OptionalFields(BinaryFormat.readInt(in));
  }

  /** Writes the text; nothing for null. */
  static void writeText(@Nullable String text, OutputStream out) throws IOException {
    if (text != null) {
      BinaryFormat.writeText(text, out);
    }
  }

  /** Writes the number; nothing for null. */
  static void writeDouble(@Nullable Double number, OutputStream out) throws IOException {
    if (number != null) {
      BinaryFormat.writeDouble(number, out);
    }
  }

  /** Writes the whole number; nothing for null. */
  static void writeLong(@Nullable Long number, OutputStream out) throws IOException {
    if (number != null) {
      BinaryFormat.writeLong(number, out);
    }
  }

  /** Writes one byte, 1 for true; nothing for null. */
  static void writeBool(@Nullable Boolean value, OutputStream out) throws IOException {
    if (value != null) {
      out.write(value ? 1 : 0);
    }
  }

  /** Reads the next optional field; null if it has no value. */
  @Nullable String nextText(InputStream in) throws IOException {
    return next() ? BinaryFormat.readText(in) : null;
  }

  /** Reads the next optional field; null if it has no value. */
  @Nullable Double nextDouble(InputStream in) throws IOException {
    return next() ? (Double) BinaryFormat.readDouble(in) : null;
  }

  /** Reads the next optional field; null if it has no value. */
  @Nullable Long nextLong(InputStream in) throws IOException {
    return next() ? (Long) BinaryFormat.readLong(in) : null;
  }

  /** Reads the next optional field; null if it has no value. */
  @Nullable Boolean nextBool(InputStream in) throws IOException {
    return next() ? (Boolean) (BinaryFormat.readByte(in) != 0) : null;
  }

  /** Returns whether the next optional field has a value, and moves on to the one after it. */
  boolean next() {
    boolean present = (bits & 1) != 0;
    bits >>>= 1;
    return present;
  }
}
