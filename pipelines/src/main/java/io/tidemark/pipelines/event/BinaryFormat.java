package io.tidemark.pipelines.event;

import io.tidemark.encoding.LongInput;
import io.tidemark.encoding.LongOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.VarInt;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The layouts that all coders of this module share.
 *
 * <ul>
 *   <li>count and whole number: variable length, 7 bits a byte;
 *   <li>double and whole number of fixed length: 8 bytes, most significant first;
 *   <li>bytes and text: their count of bytes, then the bytes (text in UTF-8);
 *   <li>map: its count of entries, then the entries in the order of their names, so that equal maps
 *       have equal bytes.
 * </ul>
 */
public final class BinaryFormat {
  private static final int LARGEST_EAGER_READ = 1 << 16;

  private BinaryFormat() {}

  public static void writeVersion(int version, OutputStream out) throws IOException {
    out.write(version);
  }

  /** Fails with both versions in the message unless the next byte is the one known version. */
  public static void checkVersion(int known, String what, InputStream in) throws IOException {
    int found = readByte(in);
    if (found != known) {
      throw new CoderException(
          what + " is stored in version " + found + "; this program reads version " + known);
    }
  }

  public static int readByte(InputStream in) throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("the stored value ends too early");
    }
    return value;
  }

  public static void writeLong(long value, OutputStream out) throws IOException {
    if (out instanceof LongOutput longs) {
      longs.writeVarLong(value);
    } else {
      VarInt.encode(value, out);
    }
  }

  public static long readLong(InputStream in) throws IOException {
    return in instanceof LongInput longs ? longs.readVarLong() : VarInt.decodeLong(in);
  }

  public static void writeInt(int value, OutputStream out) throws IOException {
    writeLong(Integer.toUnsignedLong(value), out);
  }

  public static int readInt(InputStream in) throws IOException {
    long value = readLong(in);
    if (value >>> Integer.SIZE != 0) {
      throw new CoderException("a stored number is " + value + "; one of 32 bits is needed");
    }
    return (int) value;
  }

  public static void writeDouble(double value, OutputStream out) throws IOException {
    writeFixedLong(Double.doubleToLongBits(value), out);
  }

  public static double readDouble(InputStream in) throws IOException {
    return Double.longBitsToDouble(readFixedLong(in));
  }

  /** One byte, 1 if there is a value, and the value; as Beam's {@code NullableCoder} writes it. */
  public static void writeNullableDouble(@Nullable Double value, OutputStream out)
      throws IOException {
    out.write(value == null ? 0 : 1);
    if (value != null) {
      writeDouble(value, out);
    }
  }

  public static @Nullable Double readNullableDouble(InputStream in) throws IOException {
    int has = readByte(in);
    if (has > 1) {
      throw new CoderException("a stored value begins with " + has + "; 0 or 1 is needed");
    }
    return has == 0 ? null : (Double) readDouble(in);
  }

  public static void writeFixedLong(long value, OutputStream out) throws IOException {
    if (out instanceof LongOutput longs) {
      longs.writeLong(value);
      return;
    }
    byte[] bytes = new byte[Long.BYTES];
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      bytes[i] = (byte) value;
      value >>>= Byte.SIZE;
    }
    out.write(bytes, 0, Long.BYTES);
  }

  public static long readFixedLong(InputStream in) throws IOException {
    if (in instanceof LongInput longs) {
      return longs.readLong();
    }
    long value = 0;
    for (byte b : readExactly(Long.BYTES, in)) {
      value = (value << Byte.SIZE) | (b & 0xff);
    }
    return value;
  }

  public static void writeText(String text, OutputStream out) throws IOException {
    writeBytes(text.getBytes(StandardCharsets.UTF_8), out);
  }

  public static String readText(InputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  public static void writeBytes(byte[] bytes, OutputStream out) throws IOException {
    writeBytes(bytes, 0, bytes.length, out);
  }

  /** The part of {@code length} bytes that begins at {@code from}. */
  public static void writeBytes(byte[] bytes, int from, int length, OutputStream out)
      throws IOException {
    writeInt(length, out);
    out.write(bytes, from, length);
  }

  public static byte[] readBytes(InputStream in) throws IOException {
    return readExactly(VarInt.decodeInt(in), in);
  }

  public static void writeTexts(Map<String, String> texts, OutputStream out) throws IOException {
    VarInt.encode(texts.size(), out);
    for (String name : sortedNames(texts)) {
      writeText(name, out);
      writeText(texts.get(name), out);
    }
  }

  public static Map<String, String> readTexts(InputStream in) throws IOException {
    int size = VarInt.decodeInt(in);
    if (size == 0) {
      return Map.of();
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      texts.put(readText(in), readText(in));
    }
    return Collections.unmodifiableMap(texts);
  }

  public static void writeNumbers(Map<String, Double> numbers, OutputStream out)
      throws IOException {
    VarInt.encode(numbers.size(), out);
    for (String name : sortedNames(numbers)) {
      writeText(name, out);
      writeDouble(numbers.get(name), out);
    }
  }

  public static Map<String, Double> readNumbers(InputStream in) throws IOException {
    int size = VarInt.decodeInt(in);
    if (size == 0) {
      return Map.of();
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      numbers.put(readText(in), readDouble(in));
    }
    return Collections.unmodifiableMap(numbers);
  }

  private static String[] sortedNames(Map<String, ?> map) {
    String[] names = map.keySet().toArray(new String[0]);
    Arrays.sort(names);
    return names;
  }

  /** As many bytes; fails when there are fewer. */
  public static byte[] readExactly(int length, InputStream in) throws IOException {
    if (length < 0) {
      throw new CoderException("a stored length is " + length + "; at least 0 is needed");
    }
    byte[] bytes;
    if (length > LARGEST_EAGER_READ) {
      bytes = in.readNBytes(length); // grows as it reads: a wrong length cannot exhaust memory
    } else {
      bytes = new byte[length];
      if (in.readNBytes(bytes, 0, length) < length) {
        throw new EOFException("the stored value ends too early");
      }
    }
    if (bytes.length < length) {
      throw new EOFException("the stored value ends too early");
    }
    return bytes;
  }
}
