package io.tidemark.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** Requests to endpoints without a server; each answer is compared with the API's description. */
public final class Requests {
  private static final Contract CONTRACT = contract();

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
      Reply reply = endpoint.handler().handle(request).toCompletableFuture().get();
      assertEquals(List.of(), wrongWith(method, path, reply), method + " " + path);
      return reply;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Reply get(
      List<Endpoint> endpoints, String path, Map<String, String> parameters, Instant now) {
    return send(endpoints, "GET", path, Map.of(), parameters, Map.of(), "", Principal.LOCAL, now);
  }

  private static List<String> wrongWith(String method, String path, Reply reply) {
    try {
      JsonNode responses = CONTRACT.operation(method, path).get("responses");
      JsonNode described = responses.get(Integer.toString(reply.status()));
      JsonNode content = described.get("content").get(reply.contentType());
      return reply.contentType().equals(Reply.JSON)
          ? CONTRACT.wrongWith(content.get("schema"), new ObjectMapper().readTree(reply.body()))
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Contract contract() {
    try {
      return new Contract();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
