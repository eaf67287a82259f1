package io.tidemark.query.http;

import io.tidemark.query.problem.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Takes the query of a URL apart, strictly: each name once, percent-encoding and UTF-8 valid, no
 * control characters. A plus sign is a space, as forms send it.
 */
final class QueryText {
  private QueryText() {}

  /**
   * Returns the values by their names, in order.
   *
   * @param query as it was sent, without the question mark; null if there is none
   */
  static Map<String, String> parse(@Nullable String query) {
    Map<String, String> values = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return values;
    }
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String rawName = equals < 0 ? pair : pair.substring(0, equals);
      String name = decoded(rawName, rawName);
      String value = equals < 0 ? "" : decoded(name, pair.substring(equals + 1));
      if (values.put(name, value) != null) {
        throw Problem.parameter(name, value, "given once; more values are separated by commas")
            .exception();
      }
    }
    return values;
  }

  private static String decoded(String name, String raw) {
    byte[] bytes = new byte[raw.length()];
    int length = 0;
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '%') {
        bytes[length++] = octet(name, raw, i);
        i += 2;
      } else {
        bytes[length++] = (byte) (c == '+' ? ' ' : c);
      }
    }
    return text(name, raw, ByteBuffer.wrap(bytes, 0, length));
  }

  private static byte octet(String name, String raw, int percent) {
    boolean whole = percent + 2 < raw.length();
    int high = whole ? Character.digit(raw.charAt(percent + 1), 16) : -1;
    int low = whole ? Character.digit(raw.charAt(percent + 2), 16) : -1;
    if (high < 0 || low < 0) {
      throw Problem.parameter(name, raw, "a percent sign only before two hexadecimal digits")
          .exception();
    }
    return (byte) (high << 4 | low);
  }

  private static String text(String name, String raw, ByteBuffer bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw Problem.parameter(name, raw, "percent-encoded UTF-8").exception();
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw Problem.parameter(name, raw, "text without control characters").exception();
    }
    return text;
  }
}
