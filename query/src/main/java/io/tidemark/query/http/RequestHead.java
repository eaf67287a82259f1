package io.tidemark.query.http;

import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a request says before its body.
 *
 * @param path as it was sent, still encoded
 * @param query as it was sent; null if there is none
 * @param header the first header of a name; null if there is none
 * @param remote address of the client
 */
record RequestHead(
    String method,
    String path,
    @Nullable String query,
    Function<String, @Nullable String> header,
    String remote) {

  @Nullable String header(String name) {
    return header.apply(name);
  }

  /** Returns whether the method is one that changes nothing. */
  boolean isSafe() {
    return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
  }
}
