package io.tidemark.query.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";

  @TempDir Path folder;

  private static Client with(Endpoint... endpoints) {
    return Client.of(ApiOptions.of("127.0.0.1", 0), List.of(endpoints));
  }

  private static Endpoint text(String text) {
    return Endpoint.get("/", Scope.READ, List.of(), request -> Reply.text("text/plain", text));
  }

  @Test
  void aHeadIsAGetWithoutItsBodyAndOptionsSayWhatIsAllowed() throws Exception {
    try (Client client = with(text("hello"))) {
      HttpResponse<byte[]> get = client.get("/");
      HttpResponse<byte[]> head = client.send("HEAD", "/");
      assertEquals("hello", new String(get.body(), StandardCharsets.UTF_8));
      assertEquals(0, head.body().length);
      for (String name : List.of("Content-Length", "Content-Type", "ETag", "Cache-Control")) {
        assertEquals(get.headers().firstValue(name), head.headers().firstValue(name), name);
      }
      HttpResponse<byte[]> options = client.send("OPTIONS", "/");
      assertEquals(204, options.statusCode());
      assertEquals("GET, HEAD, OPTIONS", options.headers().firstValue("Allow").orElse(""));
      HttpResponse<byte[]> delete = client.send("DELETE", "/");
      assertEquals(405, delete.statusCode());
      assertEquals("GET, HEAD, OPTIONS", delete.headers().firstValue("Allow").orElse(""));
    }
  }

  @Test
  void largeAnswersAreCompressedForThoseWhoAcceptIt() throws Exception {
    String large = "tide ".repeat(1000);
    try (Client client = with(text(large))) {
      HttpResponse<byte[]> packed = client.get("/", "Accept-Encoding", "br, gzip;q=0.5");
      assertEquals("gzip", packed.headers().firstValue("Content-Encoding").orElse(""));
      byte[] body = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
      assertEquals(large, new String(body, StandardCharsets.UTF_8));
      assertTrue(packed.body().length < 200, packed.body().length + " bytes");
      assertEquals(large.length(), client.get("/").body().length);
      assertEquals(large.length(), client.get("/", "Accept-Encoding", "gzip;q=0").body().length);
    }
  }

  @Test
  void aDefectIsAnIdThatIsInTheLogAndNothingElse() throws Exception {
    Endpoint broken =
        Endpoint.get(
            "/",
            Scope.READ,
            List.of(),
            request -> {
              throw new IllegalStateException("secret");
            });
    Endpoint later =
        Endpoint.later(
            "GET",
            "/later",
            Scope.READ,
            List.of(),
            request -> CompletableFuture.failedFuture(new IOException("secret")));
    try (Client client = with(broken, later)) {
      for (String path : List.of("/", "/later")) {
        HttpResponse<byte[]> answer = client.get(path);
        assertEquals(500, answer.statusCode());
        JsonNode problem = Client.parse(answer.body());
        assertEquals("/problems/internal", problem.get("type").asText());
        assertTrue(problem.get("detail").asText().endsWith(problem.get("id").asText()));
        assertTrue(!problem.toString().contains("secret"), problem.toString());
      }
    }
  }

  @Test
  void whatIsNotHttpIsAProblemAndNoPage() throws Exception {
    try (Client client = with(text("hello"))) {
      for (String request :
          List.of(
              "nonsense\r\n\r\n",
              "GET / HTTP/9.9\r\n\r\n",
              "GET / HTTP/1.1\r\n\r\n",
              "GET /%2e%2e/x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
              "GET /a%00 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
              GET + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n",
              GET + "Bad Header: x\r\n\r\n")) {
        String answer = client.raw(request);
        assertTrue(answer.startsWith("HTTP/1.1 400 "), request + answer);
        assertTrue(answer.contains("Content-Type: application/problem+json\r\n"), answer);
        assertTrue(answer.contains("\"type\":\"/problems/malformed-request\""), answer);
      }
    }
  }

  @Test
  void headersAndBodiesAreBounded() throws Exception {
    Endpoint post =
        Endpoint.of(
            "POST",
            "/",
            Scope.READ,
            List.of(),
            request -> Reply.text("text/plain", request.body().length + ""));
    try (Client client = with(text("hello"), post)) {
      assertTrue(
          client.raw(GET + "X: " + "x".repeat(17_000) + "\r\n\r\n").startsWith("HTTP/1.1 431 "));
      String head =
          "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n";
      assertTrue(
          client.raw(head + "Content-Length: 1048577\r\n\r\n").contains("/problems/too-large"));
      String most = "x".repeat(1 << 20);
      assertTrue(client.raw(head + "Content-Length: 1048576\r\n\r\n" + most).endsWith("1048576"));
      String chunked =
          head + "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + most + "y\r\n0\r\n\r\n";
      assertTrue(client.raw(chunked).contains("/problems/too-large"));
      String form = head.replace("application/json", "application/x-www-form-urlencoded");
      assertTrue(client.raw(form + "Content-Length: 3\r\n\r\na=b").startsWith("HTTP/1.1 415 "));
    }
  }

  @Test
  void aConnectionThatSaysNothingIsClosed() throws Exception {
    ApiOptions options = ApiOptions.of("127.0.0.1", 0).withIdle(Duration.ofMillis(200));
    try (Client client = Client.of(options, List.of(text("hello")))) {
      String half = client.raw("GET / HTTP/1.1\r\nHost: loc");
      assertTrue(half.isEmpty() || half.contains("/problems/request-timeout"), half);
      assertEquals(200, client.get("/").statusCode());
    }
  }

  @Test
  void whenAllPlacesAreTakenOthersAreToldToComeAgain() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    Endpoint slow =
        Endpoint.get(
            "/slow",
            Scope.READ,
            List.of(),
            request -> {
              taken.countDown();
              await(free);
              return Reply.text("text/plain", "done");
            });
    ApiOptions options = ApiOptions.of("127.0.0.1", 0).withLimits(1, 100, 100);
    try (Client client = Client.of(options, List.of(slow, text("hello")))) {
      CompletableFuture<String> first = later(() -> client.get("/slow").body());
      await(taken);
      HttpResponse<byte[]> second = client.get("/");
      assertEquals(429, second.statusCode());
      assertEquals("1", second.headers().firstValue("Retry-After").orElse(""));
      free.countDown();
      assertEquals("done", first.join());
      assertEquals(200, client.get("/").statusCode());
    }
  }

  @Test
  void aStopLetsARunningRequestFinish() throws Exception {
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    Endpoint slow =
        Endpoint.get(
            "/slow",
            Scope.READ,
            List.of(),
            request -> {
              taken.countDown();
              await(free);
              return Reply.text("text/plain", "done");
            });
    Client client = with(slow);
    int port = client.server.port();
    CompletableFuture<String> running = later(() -> client.get("/slow").body());
    await(taken);
    CompletableFuture<String> stopped =
        later(
            () -> {
              client.close();
              return new byte[0];
            });
    while (isListening(port)) {
      Thread.onSpinWait();
    }
    assertTrue(!running.isDone() && !stopped.isDone());
    free.countDown();
    assertEquals("done", running.join());
    stopped.join();
  }

  @Test
  void aServletAnswersItsStreamBehindTheSameGate() throws Exception {
    HttpServlet servlet =
        new HttpServlet() {
          private static final long serialVersionUID = 1;

          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            if (request.getParameter("fail") != null) {
              throw new IOException("secret");
            }
            Principal principal = (Principal) request.getAttribute(Gate.PRINCIPAL);
            response.setContentType("text/event-stream");
            response.getOutputStream().print("data: " + principal.name() + "\n\n");
          }
        };
    try (Client client =
        with(Endpoint.stream("/v1/changes", Scope.READ, List.of("fail", "key"), servlet))) {
      HttpResponse<byte[]> answer = client.get("/v1/changes?key=a", "Accept-Encoding", "gzip");
      assertEquals("data: local\n\n", new String(answer.body(), StandardCharsets.UTF_8));
      assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
      assertEquals(400, client.get("/v1/changes?kye=a").statusCode());
      assertEquals(405, client.send("POST", "/v1/changes").statusCode());
      assertEquals(405, client.send("HEAD", "/v1/changes").statusCode());
      assertEquals(404, client.get("/v1/changes/x").statusCode());
      HttpResponse<byte[]> failed = client.get("/v1/changes?fail=1");
      assertEquals(500, failed.statusCode());
      String body = new String(failed.body(), StandardCharsets.UTF_8);
      assertTrue(body.contains("/problems/internal") && !body.contains("secret"), body);
    }
  }

  @Test
  void aProblemOfAHandlerKeepsItsFurtherMembers() throws Exception {
    Endpoint refusing =
        Endpoint.get(
            "/",
            Scope.READ,
            List.of(),
            request -> {
              throw Problem.of(ProblemType.WINDOW_ABSORBED, "gone").with("link", "/x").exception();
            });
    try (Client client = with(refusing)) {
      assertEquals(
          "{\"type\":\"/problems/window-absorbed\",\"title\":\"The session was absorbed\",\"status\":410,"
              + "\"detail\":\"gone\",\"instance\":\"/\",\"parameter\":null,\"value\":null,\"allowed\":null,\"link\":\"/x\"}",
          client.json("/").toString());
    }
  }

  @Test
  void anAddressThatIsTakenIsNamed() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      ApiOptions options = ApiOptions.of("127.0.0.1", taken.getLocalPort());
      UncheckedIOException refused =
          assertThrows(UncheckedIOException.class, () -> Client.of(options, List.of(text("x"))));
      assertTrue(
          refused.getMessage().contains("cannot listen at 127.0.0.1:" + taken.getLocalPort()));
    }
  }

  @Test
  void certificateAndKeyAreReadAsPem() throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "t",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-validity",
                "2",
                "-ext",
                "SAN=DNS:localhost,IP:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .inheritIO()
            .start();
    assertEquals(0, keytool.waitFor());
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    Certificate certificate = keys.getCertificate("t");
    Path pem =
        Files.writeString(folder.resolve("tls.crt"), pem("CERTIFICATE", certificate.getEncoded()));
    Path key =
        Files.writeString(
            folder.resolve("tls.key"),
            pem("PRIVATE KEY", keys.getKey("t", "changeit".toCharArray()).getEncoded()));
    ApiOptions options = ApiOptions.of("127.0.0.1", 0).withTls(pem, key);
    try (Client client = Client.of(options, List.of(text("hello")))) {
      HttpClient https = HttpClient.newBuilder().sslContext(trusting(certificate)).build();
      HttpResponse<String> answer =
          https.send(
              HttpRequest.newBuilder(URI.create(client.server.url() + "/")).build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals("hello", answer.body());
    }
    Files.writeString(key, "-----BEGIN RSA PRIVATE KEY-----");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Client.of(options, List.of(text("x"))));
    assertTrue(refused.getMessage().endsWith("allowed: PKCS #8 as PEM, not encrypted"));
  }

  private static boolean isListening(int port) {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static SSLContext trusting(Certificate certificate) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("t", certificate);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  /** What may throw whatever it likes. */
  private interface Call {
    byte[] call() throws Exception;
  }

  private static CompletableFuture<String> later(Call call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new String(call.call(), StandardCharsets.UTF_8);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        },
        work -> new Thread(work).start());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
