package io.tidemark.runners.dataflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * As much of Cloud Storage and Dataflow, on loopback, as submitting a job needs: one bucket {@code
 * bucket}, objects that are uploaded whole, downloads, and jobs that are taken without a word.
 */
final class FakeGoogleCloud implements AutoCloseable {

  private static final String JSON = "application/json";

  private final Map<String, byte[]> objects = new ConcurrentHashMap<>();
  private final Map<String, byte[]> jobs = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  private FakeGoogleCloud() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/b/bucket", this::storage);
    server.createContext("/download/b/bucket", this::storage);
    server.createContext("/upload/b/bucket/o", this::beginUpload);
    server.createContext("/v1b3/", this::dataflow);
    server.setExecutor(threads);
    server.start();
  }

  static FakeGoogleCloud start() throws IOException {
    return new FakeGoogleCloud();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Objects by their names in the bucket. */
  Map<String, byte[]> objects() {
    return new TreeMap<>(objects);
  }

  /** Requests to create a job, by the path they were sent to. */
  Map<String, byte[]> jobs() {
    return new TreeMap<>(jobs);
  }

  void put(String name, byte[] content) {
    objects.put(name, content);
  }

  private void storage(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getRawPath().replaceFirst("^/download", "");
    String prefix = "/b/bucket/o/";
    if (!path.startsWith(prefix)) {
      answer(exchange, 200, "{\"kind\":\"storage#bucket\",\"name\":\"bucket\"}");
      return;
    }
    String name = URLDecoder.decode(path.substring(prefix.length()), StandardCharsets.UTF_8);
    if (exchange.getRequestMethod().equals("PUT")) {
      objects.put(name, exchange.getRequestBody().readAllBytes());
    }
    byte[] content = objects.get(name);
    if (content == null) {
      answer(exchange, 404, "{\"error\":{\"code\":404,\"message\":\"Not Found\"}}");
    } else if (asksForContent(exchange.getRequestURI())) {
      answer(exchange, 200, "application/octet-stream", content);
    } else {
      answer(exchange, 200, metadata(name, content.length));
    }
  }

  private static boolean asksForContent(URI uri) {
    return uri.getQuery() != null && uri.getQuery().contains("alt=media");
  }

  private static String metadata(String name, int size) {
    return "{\"kind\":\"storage#object\",\"bucket\":\"bucket\",\"name\":\""
        + name
        + "\",\"size\":\""
        + size
        + "\",\"generation\":\"1\",\"metageneration\":\"1\","
        + "\"updated\":\"2026-01-01T00:00:00.000Z\",\"timeCreated\":\"2026-01-01T00:00:00.000Z\"}";
  }

  private void beginUpload(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getQuery().replaceFirst(".*\\bname=([^&]*).*", "$1");
    exchange.getRequestBody().readAllBytes();
    exchange
        .getResponseHeaders()
        .add("Location", url() + "b/bucket/o/" + URLEncoder.encode(name, StandardCharsets.UTF_8));
    answer(exchange, 200, "");
  }

  private void dataflow(HttpExchange exchange) throws IOException {
    jobs.put(exchange.getRequestURI().getPath(), exchange.getRequestBody().readAllBytes());
    answer(exchange, 200, "{\"id\":\"job-1\",\"name\":\"tidemark\"}");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    answer(exchange, status, JSON, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void answer(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
