package io.tidemark.query.http;

import org.eclipse.jetty.server.Request;

/** Reads the head of a request of Jetty. */
final class Heads {
  private Heads() {}

  static RequestHead of(Request request) {
    String path = request.getHttpURI().getPath();
    return new RequestHead(
        request.getMethod(),
        path == null ? "" : path,
        request.getHttpURI().getQuery(),
        name -> request.getHeaders().get(name),
        Request.getRemoteAddr(request));
  }
}
