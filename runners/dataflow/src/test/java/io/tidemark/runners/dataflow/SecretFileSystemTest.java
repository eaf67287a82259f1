package io.tidemark.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SecretFileSystemTest {

  private static final SecretName PASSWORD =
      SecretName.parse("sm://projects/shop/secrets/db/versions/latest");

  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private SecretFileSystem files;
  private int status = 200;
  private String body = answer("hunter2\n", crc("hunter2\n"));

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
    files =
        new SecretFileSystem(
            URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/"),
            uri -> Map.of("Authorization", List.of("Bearer token")));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void readsTheVersionAsWhoeverAsks() throws IOException {
    assertThat(read(), is("hunter2\n"));
    assertThat(
        asked, is(List.of("GET /v1/projects/shop/secrets/db/versions/latest:access Bearer token")));
  }

  @Test
  void aSecretThatIsMissingIsAMissingFile() {
    status = 404;
    assertThat(
        assertThrows(FileNotFoundException.class, this::read).getMessage(),
        is("sm://projects/shop/secrets/db/versions/latest does not exist"));
  }

  @Test
  void aRefusalNamesTheRoleThatIsNeeded() {
    status = 403;
    assertThat(
        assertThrows(IOException.class, this::read).getMessage(),
        is(
            "sm://projects/shop/secrets/db/versions/latest cannot be read: Secret Manager answered"
                + " 403, not 200; the worker's service account needs"
                + " roles/secretmanager.secretAccessor on it"));
  }

  @Test
  void aDamagedValueIsNotUsed() {
    body = answer("hunter2\n", 1);
    assertThat(
        assertThrows(IOException.class, this::read).getMessage(),
        is("sm://projects/shop/secrets/db/versions/latest arrived damaged: its checksum is not 1"));
  }

  @Test
  void aNameOfAnotherFormIsRefused() {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> SecretName.parse("sm://db"))
            .getMessage(),
        is("secret sm://db must be written sm://projects/PROJECT/secrets/SECRET/versions/VERSION"));
  }

  /** As the readers of passwords and properties do; nothing is asked of the network yet. */
  @Test
  void beamKnowsTheScheme() throws IOException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    assertThat(FileSystems.matchSingleFileSpec(PASSWORD.toString()).resourceId(), is(PASSWORD));
  }

  private String read() throws IOException {
    try (var in = Channels.newInputStream(files.open(PASSWORD))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static String answer(String value, long crc) {
    String data = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
    return "{\"name\":\"projects/1/secrets/db/versions/3\",\"payload\":{\"data\":\""
        + data
        + "\",\"dataCrc32c\":\""
        + crc
        + "\"}}";
  }

  private static long crc(String value) {
    CRC32C crc = new CRC32C();
    crc.update(value.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }
}
