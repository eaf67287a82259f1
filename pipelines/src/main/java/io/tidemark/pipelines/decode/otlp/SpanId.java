package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.record.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The id of a trace or span as it stands in one field; used again for the next. In JSON it is hex
 * in either case, or, by senders that follow Protobuf's rule for bytes, Base64.
 */
final class SpanId {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private final String name;
  private final int size;

  /** The first eight bytes of sixteen; 0 for an id of eight bytes. */
  long high;

  /** The last eight bytes; 0 for an id that is not there. */
  long low;

  /** Why it cannot be used; null if it can, or if it is not there. */
  @Nullable String problem;

  private boolean isThere;
  private boolean isOfAnotherSize;

  /**
   * Creates an empty one.
   *
   * @param name of its field, for messages
   * @param size 8 or 16 bytes
   */
  SpanId(String name, int size) {
    this.name = name;
    this.size = size;
  }

  void clear() {
    high = 0;
    low = 0;
    problem = null;
    isThere = false;
    isOfAnotherSize = false;
  }

  /** Whether the field is there and not empty. */
  boolean isThere() {
    return isThere;
  }

  /** Whether what is there cannot be an id at all, as in what is no span. */
  boolean isOfAnotherSize() {
    return isOfAnotherSize;
  }

  boolean isUsable() {
    return isThere && problem == null;
  }

  void setBytes(byte[] array, int from, int length) {
    clear();
    isThere = length > 0;
    if (length == size) {
      high = size == Long.BYTES ? 0 : bigEndian(array, from);
      low = bigEndian(array, from + size - Long.BYTES);
      problem = (high | low) == 0 ? name + " is all zeros; an id is needed" : null;
    } else if (isThere) {
      isOfAnotherSize = true;
      problem = name + " has " + length + " bytes; " + size + " are needed";
    }
  }

  void setText(String text) {
    clear();
    isThere = !text.isEmpty();
    if (text.length() == 2 * size && isHex(text)) {
      high = size == Long.BYTES ? 0 : Long.parseUnsignedLong(text, 0, size, 16);
      low = Long.parseUnsignedLong(text, text.length() - 2 * Long.BYTES, text.length(), 16);
      problem = (high | low) == 0 ? name + " is all zeros; an id is needed" : null;
    } else if (isThere) {
      setBase64(text);
    }
  }

  void setWrongType() {
    clear();
    isThere = true;
    isOfAnotherSize = true;
    problem = name + " is no text; hex digits are needed";
  }

  private void setBase64(String text) {
    byte[] bytes = isHex(text) ? null : decoded(text);
    if (bytes != null && bytes.length == size) {
      setBytes(bytes, 0, size);
      return;
    }
    isOfAnotherSize = true;
    problem = name + " is " + Excerpt.quoted(text) + "; " + 2 * size + " hex digits are needed";
  }

  private static byte @Nullable [] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException noBase64) {
      return null;
    }
  }

  private static boolean isHex(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
        return false;
      }
    }
    return true;
  }

  private static long bigEndian(byte[] array, int from) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (array[from + i] & 0xff);
    }
    return value;
  }

  /** Returns {@code traceId-spanId} in lower-case hex. */
  static String pair(SpanId trace, SpanId span) {
    byte[] text = new byte[49];
    hex(trace.high, text, 0);
    hex(trace.low, text, 16);
    text[32] = '-';
    hex(span.low, text, 33);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void hex(long value, byte[] text, int from) {
    for (int i = 0; i < 16; i++) {
      text[from + i] = DIGITS[(int) (value >>> (60 - 4 * i)) & 0xf];
    }
  }
}
