package io.tidemark.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A real server on a port, over {@link Memory}, and requests to it. */
final class Client implements AutoCloseable {
  static final Instant NOW = Instant.ofEpochMilli(Rows.NOON + 30 * Rows.MINUTE);

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  final ApiServer server;
  private final Waiting waiting;

  private Client(ApiServer server, Waiting waiting) {
    this.server = server;
    this.waiting = waiting;
  }

  static Client of(Memory memory) {
    return of(memory, ApiOptions.of("127.0.0.1", 0).withLimits(64, 1_000_000, 1_000_000));
  }

  static Client of(Memory memory, ApiOptions options) {
    Waiting waiting = new Waiting();
    return of(options, ApiRoutes.of(memory.sources(), waiting), waiting);
  }

  static Client of(ApiOptions options, List<Endpoint> endpoints) {
    return of(options, endpoints, new Waiting());
  }

  private static Client of(ApiOptions options, List<Endpoint> endpoints, Waiting waiting) {
    try {
      return new Client(
          ApiServer.start(options, endpoints, Clock.fixed(NOW, ZoneOffset.UTC), List.of()),
          waiting);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HttpResponse<byte[]> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    return send("GET", path, headers);
  }

  /** The JSON of a GET. */
  JsonNode json(String path, String... headers) throws IOException, InterruptedException {
    return MAPPER.readTree(get(path, headers).body());
  }

  /** Sends bytes as they are, and returns all that comes until the server closes. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  static JsonNode parse(byte[] body) throws IOException {
    return MAPPER.readTree(body);
  }

  @Override
  public void close() {
    server.close();
    waiting.close();
  }
}
