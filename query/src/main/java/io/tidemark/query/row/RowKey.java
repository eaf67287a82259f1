package io.tidemark.query.row;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;

/**
 * The primary key of a row within its stream. The order is that of lists: by start of the window,
 * then key, then metric, then end, texts by their UTF-8 bytes, as {@code COLLATE "C"} has them.
 *
 * <p>All columns are immutable, so a page can end at any key, and go on after it whatever has
 * changed since.
 *
 * @param key the key of the series, such as {@code model=gpt-4o,region=eu}
 * @param metric of an anomaly; empty for a window
 * @param start of the window, inclusive, in milliseconds since the epoch
 * @param end of the window, exclusive, in milliseconds since the epoch
 */
public record RowKey(String key, String metric, long start, long end)
    implements Comparable<RowKey> {

  private static final Comparator<RowKey> ORDER =
      Comparator.comparingLong(RowKey::start)
          .thenComparing(RowKey::key, RowKey::compareText)
          .thenComparing(RowKey::metric, RowKey::compareText)
          .thenComparingLong(RowKey::end);

  /** Returns the key of a window. */
  public static RowKey window(String key, long start, long end) {
    return new RowKey(key, "", start, end);
  }

  /** Returns an opaque name of the row, for a path: base64url without padding. */
  public String id() {
    byte[] text = (key + '\0' + metric).getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(16 + text.length);
    bytes.putLong(start).putLong(end).put(text);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Returns the key that an {@link #id} names; empty if it is not one. */
  public static Optional<RowKey> ofId(String id) {
    byte[] decoded;
    try {
      decoded = Base64.getUrlDecoder().decode(id);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    if (decoded.length < 17) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(decoded);
    long start = bytes.getLong();
    long end = bytes.getLong();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      int zero = text.lastIndexOf('\0');
      return zero < 0
          ? Optional.empty()
          : Optional.of(new RowKey(text.substring(0, zero), text.substring(zero + 1), start, end));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  @Override
  public int compareTo(RowKey that) {
    return ORDER.compare(this, that);
  }

  /** As bytes of UTF-8: Java's own order puts surrogates before U+E000 to U+FFFF. */
  private static int compareText(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean bothOrNone = Character.isSurrogate(x) == Character.isSurrogate(y);
        return bothOrNone ? Character.compare(x, y) : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
