package io.tidemark.pipelines.event;

import io.tidemark.change.Identity;
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
 * How the coders of this module write numbers, text and maps:
 *
 * <ul>
 *   <li>count and whole number: variable length, 7 bits in each byte, the lowest first;
 *   <li>double and whole number of fixed length: 8 bytes, most significant first;
 *   <li>bytes and text: their length in bytes, then the bytes (text in UTF-8);
 *   <li>map: the number of entries, then the entries in the order of their names, so that equal
 *       maps have equal bytes.
 * </ul>
 *
 * <p>Streams that are {@link LongInput} or {@link LongOutput} read and write numbers in one call;
 * the bytes are the same. A read method throws {@link EOFException} when the bytes end too early
 * and {@link CoderException} for a wrong marker or length.
 */
public final class BinaryFormat {
  /** The largest length, in bytes, for which an array is made before its bytes have been seen. */
  private static final int LARGEST_EAGER_READ = 1 << 16;

  private BinaryFormat() {}

  /** Reads one byte, from 0 to 255. */
  public static int readByte(InputStream in) throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("the stored value ends too early");
    }
    return value;
  }

  /** Writes 1 to 10 bytes: small numbers are short, and a negative one always takes 10. */
  public static void writeLong(long value, OutputStream out) throws IOException {
    if (out instanceof LongOutput longs) {
      longs.writeVarLong(value);
    } else {
      VarInt.encode(value, out);
    }
  }

  /** Reads what {@link #writeLong} has written. */
  public static long readLong(InputStream in) throws IOException {
    return in instanceof LongInput longs ? longs.readVarLong() : VarInt.decodeLong(in);
  }

  /** Writes 1 to 5 bytes; a negative number takes 5. */
  public static void writeInt(int value, OutputStream out) throws IOException {
    writeLong(Integer.toUnsignedLong(value), out);
  }

  /** Reads what {@link #writeInt} has written; fails for a number of more than 32 bits. */
  public static int readInt(InputStream in) throws IOException {
    long value = readLong(in);
    if (value >>> Integer.SIZE != 0) {
      throw new CoderException("a stored number is " + value + "; one of 32 bits is needed");
    }
    return (int) value;
  }

  /** Writes the 8 bytes of the number; all NaNs become one. */
  public static void writeDouble(double value, OutputStream out) throws IOException {
    writeFixedLong(Double.doubleToLongBits(value), out);
  }

  /** Reads what {@link #writeDouble} has written. */
  public static double readDouble(InputStream in) throws IOException {
    return Double.longBitsToDouble(readFixedLong(in));
  }

  /**
   * Writes one byte, 0 for null and otherwise 1, then the number if there is one. Beam's {@code
   * NullableCoder} writes the same bytes.
   */
  public static void writeNullableDouble(@Nullable Double value, OutputStream out)
      throws IOException {
    out.write(value == null ? 0 : 1);
    if (value != null) {
      writeDouble(value, out);
    }
  }

  /** Reads what {@link #writeNullableDouble} has written. */
  public static @Nullable Double readNullableDouble(InputStream in) throws IOException {
    int has = readByte(in);
    if (has > 1) {
      throw new CoderException("a stored value begins with " + has + "; 0 or 1 is needed");
    }
    return has == 0 ? null : (Double) readDouble(in);
  }

  /** Writes 8 bytes, most significant first. */
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

  /** Reads what {@link #writeFixedLong} has written. */
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

  /** Writes 16 bytes, most significant first. */
  public static void writeIdentity(Identity identity, OutputStream out) throws IOException {
    writeFixedLong(identity.high(), out);
    writeFixedLong(identity.low(), out);
  }

  /** Reads what {@link #writeIdentity} has written. */
  public static Identity readIdentity(InputStream in) throws IOException {
    return new Identity(readFixedLong(in), readFixedLong(in));
  }

  /**
   * Writes the length in bytes, then the text in UTF-8. Half of a surrogate pair becomes {@code ?}.
   */
  public static void writeText(String text, OutputStream out) throws IOException {
    writeBytes(text.getBytes(StandardCharsets.UTF_8), out);
  }

  /** Reads what {@link #writeText} has written. */
  public static String readText(InputStream in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  /** Writes the length, then the bytes. */
  public static void writeBytes(byte[] bytes, OutputStream out) throws IOException {
    writeBytes(bytes, 0, bytes.length, out);
  }

  /**
   * Writes {@code length} bytes of the array, from index {@code from} on, with their length before
   * them.
   */
  public static void writeBytes(byte[] bytes, int from, int length, OutputStream out)
      throws IOException {
    writeInt(length, out);
    out.write(bytes, from, length);
  }

  /** Reads what {@link #writeBytes} has written. */
  public static byte[] readBytes(InputStream in) throws IOException {
    return readExactly(VarInt.decodeInt(in), in);
  }

  /** Writes a map of texts, ordered by name. */
  public static void writeTexts(Map<String, String> texts, OutputStream out) throws IOException {
    VarInt.encode(texts.size(), out);
    for (String name : sortedNames(texts)) {
      writeText(name, out);
      writeText(texts.get(name), out);
    }
  }

  /** Reads what {@link #writeTexts} has written; the map keeps the order and cannot be changed. */
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

  /** Writes a map of numbers, ordered by name. */
  public static void writeNumbers(Map<String, Double> numbers, OutputStream out)
      throws IOException {
    VarInt.encode(numbers.size(), out);
    for (String name : sortedNames(numbers)) {
      writeText(name, out);
      writeDouble(numbers.get(name), out);
    }
  }

  /**
   * Reads what {@link #writeNumbers} has written; the map keeps the order and cannot be changed.
   */
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

  /** Reads as many bytes; fails for a negative length and when there are fewer bytes. */
  public static byte[] readExactly(int length, InputStream in) throws IOException {
    if (length < 0) {
      throw new CoderException("a stored length is " + length + "; at least 0 is needed");
    }
    byte[] bytes;
    if (length > LARGEST_EAGER_READ) {
      // Grows as it reads, so that a wrong length cannot exhaust the memory.
      bytes = in.readNBytes(length);
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
