package io.tidemark.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
  @TempDir Path folder;

  private static String token(String name, String scopes) throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256")
            .digest(("secret-" + name).getBytes(StandardCharsets.UTF_8));
    return "{\"name\":\""
        + name
        + "\",\"scopes\":["
        + scopes
        + "],\"sha256\":\""
        + HexFormat.of().formatHex(hash)
        + "\"}";
  }

  private Path tokens(String... tokens) throws Exception {
    return Files.writeString(
        folder.resolve("tokens.json"), "{\"tokens\":[" + String.join(",", tokens) + "]}");
  }

  private static List<Endpoint> oneOfEachScope() {
    List<Endpoint> endpoints = new ArrayList<>();
    for (Scope scope : Scope.values()) {
      endpoints.add(
          Endpoint.get(
              "/" + scope.label(), scope, List.of(), request -> Reply.text("text/plain", "in")));
      endpoints.add(
          Endpoint.of(
              "POST",
              "/" + scope.label(),
              scope,
              List.of(),
              request -> Reply.text("text/plain", "in")));
    }
    return endpoints;
  }

  @Test
  void noScopeLeaksIntoAnother() throws Exception {
    Path file =
        tokens(
            token("r", "\"read\""),
            token("o", "\"originals\""),
            token("d", "\"redrive\""),
            token("a", "\"read\",\"originals\",\"redrive\""),
            token("n", ""));
    try (Client client = Client.of(ApiOptions.withTokens("127.0.0.1", 0, file), oneOfEachScope())) {
      List<String> seen = new ArrayList<>();
      for (String name : List.of("r", "o", "d", "a", "n", "wrong", "")) {
        StringBuilder line = new StringBuilder(name + ":");
        for (Scope scope : Scope.values()) {
          for (String method : List.of("GET", "HEAD", "POST")) {
            String[] headers =
                name.isEmpty()
                    ? new String[0]
                    : new String[] {"Authorization", "Bearer secret-" + name};
            HttpResponse<byte[]> answer = client.send(method, "/" + scope.label(), headers);
            line.append(method.equals("GET") ? " " : "/").append(answer.statusCode());
            assertTrue(
                answer.statusCode() == 200
                    || !new String(answer.body(), StandardCharsets.UTF_8).contains("in\n"));
          }
        }
        seen.add(line.toString());
      }
      assertEquals(
          List.of(
              "r: 200/200/200 200/200/200 403/403/403 403/403/403",
              "o: 200/200/200 403/403/403 200/200/200 403/403/403",
              "d: 200/200/200 403/403/403 403/403/403 200/200/200",
              "a: 200/200/200 200/200/200 200/200/200 200/200/200",
              "n: 200/200/200 403/403/403 403/403/403 403/403/403",
              "wrong: 401/401/401 401/401/401 401/401/401 401/401/401",
              ": 200/200/200 401/401/401 401/401/401 401/401/401"),
          seen);
    }
  }

  @Test
  void aTokenIsTakenFromItsHeaderOnly() throws Exception {
    try (Client client =
        Client.of(
            ApiOptions.withTokens("127.0.0.1", 0, tokens(token("r", "\"read\""))),
            oneOfEachScope())) {
      JsonNode problem = Client.parse(client.get("/read?access_token=secret-r").body());
      assertEquals("a token must not be in a URL", problem.get("detail").asText());
      assertTrue(problem.get("value").isNull());
      HttpResponse<byte[]> basic = client.get("/read", "Authorization", "Basic c2VjcmV0LXI=");
      assertEquals(401, basic.statusCode());
      assertEquals("Bearer", basic.headers().firstValue("WWW-Authenticate").orElseThrow());
      assertEquals(200, client.get("/read", "Authorization", "bearer  secret-r").statusCode());
      assertEquals(401, client.get("/read", "Authorization", "Bearer").statusCode());
    }
  }

  @Test
  void aNewFileIsReadAndABrokenOneKeepsTheOldTokens() throws Exception {
    Instant now = Client.NOW;
    Tokens tokens = Tokens.of(tokens(token("r", "\"read\"")), now);
    tokens(token("x", "\"read\""));
    assertTrue(tokens.principal("secret-x", now.plusMillis(999)).isEmpty());
    assertEquals("x", tokens.principal("secret-x", now.plusSeconds(1)).orElseThrow().name());
    assertTrue(tokens.principal("secret-r", now.plusSeconds(1)).isEmpty());
    Files.writeString(folder.resolve("tokens.json"), "{\"tokens\": [");
    assertTrue(tokens.principal("secret-x", now.plusSeconds(3)).isPresent());
    Files.delete(folder.resolve("tokens.json"));
    assertTrue(tokens.principal("secret-x", now.plusSeconds(5)).isPresent());
  }

  @Test
  void aFileOfTokensThatIsNotRightIsRefusedWithWhatIsAllowed() throws Exception {
    assertEquals(
        "a scope is 'write'; allowed: read, originals, redrive", refusal(token("r", "\"write\"")));
    assertEquals(
        "name is 'r'; allowed: a name of one token only", refusal(token("r", ""), token("r", "")));
    assertEquals(
        "sha256 of r is '(hidden)'; allowed: 64 hexadecimal digits",
        refusal("{\"name\":\"r\",\"sha256\":\"secret\"}"));
  }

  private String refusal(String... tokens) throws Exception {
    Path file = tokens(tokens);
    try {
      Tokens.of(file, Client.NOW);
      return "none";
    } catch (IllegalArgumentException e) {
      return e.getMessage().substring(e.getMessage().indexOf(": ") + 2);
    }
  }

  @Test
  void onlyThisMachineMayAskWithoutTokens() {
    assertEquals(Optional.empty(), Exposure.refusal("127.0.0.1", false));
    assertEquals(Optional.empty(), Exposure.refusal("::1", false));
    assertEquals(Optional.empty(), Exposure.refusal("0.0.0.0", true));
    assertEquals(
        "host is '0.0.0.0', which others can reach: give --tokenFile, or listen at 127.0.0.1",
        Exposure.refusal("0.0.0.0", false).orElseThrow());
    assertTrue(Exposure.refusal("::", false).isPresent());
    assertTrue(Exposure.refusal("", false).isPresent());
  }

  @Test
  void aNameOfAnotherSiteForThisMachineIsRefused() throws Exception {
    try (Client client = Client.of(ApiOptions.of("127.0.0.1", 0), oneOfEachScope())) {
      assertTrue(
          client
              .raw("GET /read HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
              .startsWith("HTTP/1.1 403 "));
      assertTrue(
          client
              .raw("GET /read HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n")
              .startsWith("HTTP/1.1 200 "));
      assertTrue(
          client
              .raw(
                  "GET http://evil.example/read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .startsWith("HTTP/1.1 4"));
      String post =
          "POST /read HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      assertTrue(client.raw(post).startsWith("HTTP/1.1 403 "));
      assertTrue(
          client
              .raw(post.replace("https://evil.example", "http://localhost"))
              .startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void onlyOriginsThatAreNamedMayReadAnswers() throws Exception {
    ApiOptions options =
        ApiOptions.of("127.0.0.1", 0).withOrigins(List.of("https://grafana.example"));
    try (Client client = Client.of(options, oneOfEachScope())) {
      HttpResponse<byte[]> named = client.get("/read", "Origin", "https://grafana.example");
      assertEquals(
          "https://grafana.example",
          named.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
      HttpResponse<byte[]> other = client.get("/read", "Origin", "https://grafana.example.evil");
      assertEquals(Optional.empty(), other.headers().firstValue("Access-Control-Allow-Origin"));
      HttpResponse<byte[]> preflight =
          client.send(
              "OPTIONS",
              "/read",
              "Origin",
              "https://grafana.example",
              "Access-Control-Request-Method",
              "POST");
      assertEquals(204, preflight.statusCode());
      assertEquals(
          "GET, HEAD, OPTIONS, POST",
          preflight.headers().firstValue("Access-Control-Allow-Methods").orElse(""));
    }
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () -> ApiOptions.of("127.0.0.1", 0).withOrigins(List.of("*")));
    assertEquals(
        "an origin is '*'; allowed: https://HOST or https://HOST:PORT, never *",
        refused.getMessage());
  }

  @Test
  void whoAsksTooOftenIsToldWhenToAskAgainAndOthersAreServed() throws Exception {
    Path file = tokens(token("a", "\"read\""), token("b", "\"read\""));
    try (Client client =
        Client.of(
            ApiOptions.withTokens("127.0.0.1", 0, file).withLimits(8, 1, 3), oneOfEachScope())) {
      List<Integer> seen = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        seen.add(client.get("/read", "Authorization", "Bearer secret-a").statusCode());
      }
      assertEquals(List.of(200, 200, 200, 429), seen);
      HttpResponse<byte[]> limited = client.get("/read", "Authorization", "Bearer secret-a");
      assertEquals("1", limited.headers().firstValue("Retry-After").orElse(""));
      assertEquals(200, client.get("/read", "Authorization", "Bearer secret-b").statusCode());
      assertEquals(200, client.get("/open").statusCode());
    }
  }
}
