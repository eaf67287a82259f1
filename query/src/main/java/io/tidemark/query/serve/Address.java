package io.tidemark.query.serve;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen: {@code 127.0.0.1:8480}, {@code [::1]:8480}, {@code 0.0.0.0:8480}.
 *
 * @param port 0 for any that is free
 */
record Address(String host, int port) {
  static final String FORM = "HOST:PORT, such as 127.0.0.1:8480, with a port from 0 to 65535";

  private static final Pattern TEXT =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]\\s]+):(\\d{1,5})");

  /**
   * Returns the address.
   *
   * @throws IllegalArgumentException with what is allowed
   */
  static Address parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
      throw new IllegalArgumentException("'" + text + "' is not an address: allowed is " + FORM);
    }
    String host = matcher.group(1);
    boolean bracketed = host.startsWith("[");
    return new Address(
        bracketed ? host.substring(1, host.length() - 1) : host,
        Integer.parseInt(matcher.group(2)));
  }
}
