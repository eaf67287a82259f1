package io.tidemark.query.http;

import java.time.Instant;
import java.util.Map;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A request as a handler sees it: the path is one of ours, the token is good for it, and all names
 * in the query are allowed.
 */
public final class ApiRequest {
  private final String path;
  private final Map<String, String> segments;
  private final Parameters parameters;
  private final Function<String, @Nullable String> headers;
  private final byte[] body;
  private final Principal principal;
  private final Instant now;

  ApiRequest(
      String path,
      Map<String, String> segments,
      Parameters parameters,
      Function<String, @Nullable String> headers,
      byte[] body,
      Principal principal,
      Instant now) {
    this.path = path;
    this.segments = segments;
    this.parameters = parameters;
    this.headers = headers;
    this.body = body;
    this.principal = principal;
    this.now = now;
  }

  /** Returns the path, without the query. */
  public String path() {
    return path;
  }

  /** Returns the part of the path that the endpoint calls {@code {name}}. */
  public String segment(String name) {
    String segment = segments.get(name);
    if (segment == null) {
      throw new IllegalArgumentException("the path " + path + " has no {" + name + "}");
    }
    return segment;
  }

  /** Returns what the query says. */
  public Parameters parameters() {
    return parameters;
  }

  /** Returns the first header of this name; null if there is none. */
  public @Nullable String header(String name) {
    return headers.apply(name);
  }

  /** Returns the body; empty for a GET. It must not be changed. */
  public byte[] body() {
    return body;
  }

  /** Returns who asks. */
  public Principal principal() {
    return principal;
  }

  /** Returns when the request was received. */
  public Instant now() {
    return now;
  }
}
