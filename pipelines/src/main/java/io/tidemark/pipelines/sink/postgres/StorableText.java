package io.tidemark.pipelines.sink.postgres;

import java.nio.charset.StandardCharsets;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.base.Utf8;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.hash.Hashing;

/**
 * Text as PostgreSQL can store it: changed rather than refused.
 *
 * <p>A NUL becomes its JSON escape, half of a surrogate pair a question mark. What is longer than a
 * limit is cut, and ends with a tilde and a hash of the whole, so that two long texts stay apart.
 */
final class StorableText {

  /** The tilde and 16 hexadecimal digits. */
  private static final int MARK_BYTES = 17;

  private StorableText() {}

  /**
   * Returns the text in at most {@code limitBytes} bytes of UTF-8.
   *
   * @param limitBytes at least 17
   */
  static String of(String text, int limitBytes) {
    StringBuilder storable = new StringBuilder(Math.min(text.length(), limitBytes));
    text.codePoints()
        .limit(limitBytes + 1L)
        .forEach(
            c -> {
              if (c == 0) {
                storable.append("\\u0000");
              } else {
                storable.appendCodePoint(isUnpaired(c) ? '?' : c);
              }
            });
    return cut(storable.toString(), text, limitBytes);
  }

  /**
   * Returns the text in ASCII, for a database whose encoding lacks a character of it: what is not
   * ASCII becomes its JSON escape.
   */
  static String ascii(String text, int limitBytes) {
    StringBuilder ascii = new StringBuilder();
    text.chars()
        .limit(limitBytes + 1L)
        .forEach(
            c -> {
              if (c > 0 && c < 0x80) {
                ascii.append((char) c);
              } else {
                ascii.append("\\u%04x".formatted(c));
              }
            });
    return cut(ascii.toString(), text, limitBytes);
  }

  private static boolean isUnpaired(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }

  private static String cut(String storable, String whole, int limitBytes) {
    if (Utf8.encodedLength(storable) <= limitBytes) {
      return storable;
    }
    StringBuilder kept = new StringBuilder();
    int bytes = MARK_BYTES;
    for (int i = 0; i < storable.length(); ) {
      int c = storable.codePointAt(i);
      int size = Character.toString(c).getBytes(StandardCharsets.UTF_8).length;
      bytes += size;
      if (bytes > limitBytes) {
        break;
      }
      kept.appendCodePoint(c);
      i += Character.charCount(c);
    }
    long hash = Hashing.farmHashFingerprint64().hashUnencodedChars(whole).asLong();
    return kept + "~%016x".formatted(hash);
  }
}
