package io.tidemark.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Requests as nobody sends them by mistake, bytes as they are on the wire. */
class FuzzTest {
  private static final int REQUESTS = 10_000;

  private static final List<String> VALUES =
      List.of(
          "",
          "0",
          "-1",
          "5001",
          "99999999999999999999",
          "1h",
          "9999999999d",
          "now",
          "2026-01-05T12:00:00Z",
          "2026-02-30T00:00:00Z",
          "9999-12-31T23:59:59Z",
          "-999999999-01-01T00:00:00Z",
          "+999999999-12-31T23:59:59Z",
          "%00",
          "%zz",
          "%",
          "%2",
          "%ff%fe",
          "%2e%2e%2f",
          "%0d%0aSet-Cookie:x",
          "a%5c",
          "'",
          "\"",
          "%F0%9F%8C%8A",
          "AAAA",
          "AQ",
          "AQAAAAAAAAAA",
          "all",
          "final",
          "open,open",
          ",",
          "early",
          "current",
          "c1",
          "withdrawn",
          "key,state",
          "id",
          "dimension",
          "../../etc/passwd",
          "${jndi:ldap://x}",
          "<script>",
          "1;DROP",
          "true",
          "null",
          "gA",
          "gICAgICAgICAgAE",
          "a".repeat(5000));

  private final Random random = new Random(20260105);
  private final Memory memory = new Memory();
  private final List<String> paths = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  /** An answer: status, type and body. */
  private record Seen(int status, String type, String head, byte[] body) {}

  @Test
  void everyRequestIsAnsweredByWhatItAskedForOrByAProblem() throws Exception {
    StoredRow row = Rows.window(Stream.PERFORMANCE, "model=a,region=eu", 0, Pane.ON_TIME, 1, 10);
    memory.put(row);
    memory.put(Rows.window(Stream.FEEDBACK, "session_id=s", 0, Pane.EARLY, 0, 1));
    memory.put(Rows.anomaly("model=a,region=eu", "error_rate", 0));
    memory.history.add(new RevisionEntry(row, false, Rows.NOON * 1000));
    memory.watermark = Rows.NOON;
    Map<Integer, Integer> statuses = new TreeMap<>();
    Contract contract = new Contract();
    JsonNode problem = contract.document.at("/components/schemas/Problem");
    try (Client client = Client.of(memory);
        Waiting waiting = new Waiting()) {
      for (Endpoint endpoint : ApiRoutes.of(memory.sources(), waiting)) {
        paths.add(endpoint.path());
        names.addAll(endpoint.parameters());
      }
      String next = client.json("/v1/series?limit=1").get("page").get("next").asText();
      for (int i = 0; i < REQUESTS; i++) {
        byte[] request = request(row.key().id(), next);
        Seen seen = send(client.server.port(), request);
        statuses.merge(seen.status(), 1, Integer::sum);
        String what = i + ": " + new String(request, StandardCharsets.ISO_8859_1) + "\n" + seen;
        check(contract, problem, seen, what);
      }
      assertEquals(200, client.get("/v1/windows/performance?from=1h").statusCode());
    }
    assertTrue(statuses.keySet().containsAll(List.of(200, 400, 404, 405)), statuses.toString());
    assertTrue(statuses.get(200) > REQUESTS / 20, statuses.toString());
  }

  private static void check(Contract contract, JsonNode schema, Seen seen, String what)
      throws IOException {
    String body = new String(seen.body(), StandardCharsets.UTF_8);
    assertTrue(seen.status() < 500 || seen.status() == 503, what);
    assertTrue(
        !body.contains("\tat ") && !body.contains("Exception") && !body.contains("jetty"), what);
    assertTrue(!seen.head().contains("Set-Cookie") && !seen.head().contains("Server:"), what);
    assertTrue(seen.head().contains("X-Content-Type-Options: nosniff"), what);
    if (seen.status() >= 400 && seen.body().length > 0) {
      assertEquals("application/problem+json", seen.type(), what);
      JsonNode problem = Client.parse(seen.body());
      assertEquals(List.of(), contract.wrongWith(schema, problem), what);
      assertEquals(seen.status(), problem.get("status").asInt(), what);
    }
  }

  private byte[] request(String id, String cursor) {
    String path =
        pick(paths)
            .replace(
                "{stream}",
                pick(List.of("performance", "sliding", "feedback", "health", "anomalies", "x")))
            .replace("{id}", random.nextInt(3) > 0 ? id : pick(VALUES))
            .replace("{slug}", pick(List.of("internal", "none")))
            .replace("{name}", pick(List.of("style.css", "main.js", "..", "index.html", "x.html")))
            .replace("{folder}", pick(List.of("js", "uplot", "..", "views")))
            .replace("{inner}", "views");
    StringBuilder query = new StringBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      String name = pick(names).replace("*", "model");
      String value = random.nextInt(20) == 0 ? cursor : pick(VALUES);
      query.append(query.length() == 0 ? '?' : '&').append(name).append('=').append(value);
    }
    String method =
        random.nextInt(5) > 0
            ? "GET"
            : pick(List.of("POST", "HEAD", "PUT", "OPTIONS", "TRACE", "CONNECT", "FOO", "get"));
    String head =
        method
            + " "
            + path
            + query
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + pick(
                List.of(
                    "",
                    "",
                    "",
                    "If-None-Match: *\r\n",
                    "Accept-Encoding: gzip\r\n",
                    "Authorization: Bearer x\r\n",
                    "Content-Length: 5\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Content-Length: -1\r\n",
                    "X: " + "y".repeat(20_000) + "\r\n",
                    "Range: bytes=0-1\r\n",
                    "Expect: 100-continue\r\n",
                    "Upgrade: websocket\r\n",
                    "Cookie: a=b\r\n"))
            + "\r\n"
            + pick(List.of("", "", "{\"a\":", "5\r\nhello\r\n0\r\n\r\n"));
    byte[] bytes = head.getBytes(StandardCharsets.UTF_8);
    return random.nextInt(3) > 0 ? bytes : mutated(bytes);
  }

  /** Changes, drops or repeats some bytes of the first line. */
  private byte[] mutated(byte[] bytes) {
    byte[] copy = bytes.clone();
    int line = Math.max(1, new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\r\n"));
    for (int i = random.nextInt(3) + 1; i > 0; i--) {
      int at = random.nextInt(line);
      switch (random.nextInt(3)) {
        case 0 -> copy[at] = (byte) random.nextInt(256);
        case 1 ->
            copy[at] = (byte) pick(List.of("/", ";", "%", "?", "&", "=", ".", " ", "\0")).charAt(0);
        default -> {
          byte[] longer = Arrays.copyOf(copy, copy.length + 1);
          System.arraycopy(copy, at, longer, at + 1, copy.length - at);
          copy = longer;
        }
      }
    }
    return copy;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static Seen send(int port, byte[] request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request);
      // What waits for more than was sent must not wait for long.
      socket.shutdownOutput();
      return seen(socket.getInputStream());
    }
  }

  private static Seen seen(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    in.transferTo(all);
    String text = all.toString(StandardCharsets.ISO_8859_1);
    if (text.startsWith("HTTP/1.1 100 ")) {
      text = text.substring(text.indexOf("\r\n\r\n") + 4);
    }
    int end = text.indexOf("\r\n\r\n");
    assertTrue(text.startsWith("HTTP/1.1 ") && end > 0, "not an answer: '" + text + "'");
    String head = text.substring(0, end + 2);
    byte[] body = text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
    int type = head.indexOf("Content-Type: ");
    return new Seen(
        Integer.parseInt(head.substring(9, 12)),
        type < 0 ? "" : head.substring(type + 14, head.indexOf("\r\n", type)),
        head,
        head.contains("Content-Encoding: gzip") ? new byte[0] : body);
  }
}
