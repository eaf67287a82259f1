package io.tidemark.pipelines.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which optional fields of a stored record are there: one bit each, in the order in which they are
 * read, the first in the lowest bit. Absent fields take no further byte.
 */
final class OptionalFields {
  private int bits;

  private OptionalFields(int bits) {
    this.bits = bits;
  }

  /** Writes the bits for these values: 1 where a value is not null. At most 31 values. */
  static void write(OutputStream out, @Nullable Object... values) throws IOException {
    int bits = 0;
    for (int i = 0; i < values.length; i++) {
      bits |= values[i] == null ? 0 : 1 << i;
    }
    BinaryFormat.writeInt(bits, out);
  }

  static OptionalFields read(InputStream in) throws IOException {
    return new OptionalFields(BinaryFormat.readInt(in));
  }

  static void writeText(@Nullable String text, OutputStream out) throws IOException {
    if (text != null) {
      BinaryFormat.writeText(text, out);
    }
  }

  static void writeDouble(@Nullable Double number, OutputStream out) throws IOException {
    if (number != null) {
      BinaryFormat.writeDouble(number, out);
    }
  }

  static void writeLong(@Nullable Long number, OutputStream out) throws IOException {
    if (number != null) {
      BinaryFormat.writeLong(number, out);
    }
  }

  @Nullable String nextText(InputStream in) throws IOException {
    return next() ? BinaryFormat.readText(in) : null;
  }

  @Nullable Double nextDouble(InputStream in) throws IOException {
    return next() ? (Double) BinaryFormat.readDouble(in) : null;
  }

  @Nullable Long nextLong(InputStream in) throws IOException {
    return next() ? (Long) BinaryFormat.readLong(in) : null;
  }

  /** Whether the next optional field is there. */
  boolean next() {
    boolean there = (bits & 1) != 0;
    bits >>>= 1;
    return there;
  }
}
