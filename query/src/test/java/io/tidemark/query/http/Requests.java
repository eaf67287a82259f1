package io.tidemark.query.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Requests to endpoints without a server. */
public final class Requests {
  private Requests() {}

  /** Answers by the endpoint of this method and path. */
  public static Reply send(
      List<Endpoint> endpoints,
      String method,
      String path,
      Map<String, String> segments,
      Map<String, String> parameters,
      Map<String, String> headers,
      String body,
      Principal principal,
      Instant now) {
    Endpoint endpoint =
        endpoints.stream()
            .filter(one -> one.method().equals(method) && one.path().equals(path))
            .findFirst()
            .orElseThrow();
    ApiRequest request =
        new ApiRequest(
            path,
            segments,
            new Parameters(parameters, now),
            headers::get,
            body.getBytes(StandardCharsets.UTF_8),
            principal,
            now);
    try {
      return endpoint.handler().handle(request).toCompletableFuture().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Reply get(
      List<Endpoint> endpoints, String path, Map<String, String> parameters, Instant now) {
    return send(endpoints, "GET", path, Map.of(), parameters, Map.of(), "", Principal.LOCAL, now);
  }
}
