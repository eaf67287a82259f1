package io.tidemark.runners.dataflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.fs.CreateOptions;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions;

/**
 * A read-only file system of the secrets in the Secret Manager of Google Cloud, so that every
 * option that names a file of secrets may name a secret:
 *
 * <pre>
 * --jdbcPasswordFile=sm://projects/shop/secrets/tidemark-db/versions/latest
 * </pre>
 *
 * <p>The value is requested where the file is opened, on the worker and as its service account,
 * which needs the role {@code roles/secretmanager.secretAccessor}. It is in no option, list of
 * processes, graph or log. Each reading makes one request of at most 30 s; nothing is cached.
 */
final class SecretFileSystem extends FileSystem<SecretName> {

  static final URI SECRET_MANAGER = URI.create("https://secretmanager.googleapis.com/v1/");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** Supplies the HTTP headers that authenticate a request. */
  interface Identity {
    Map<String, List<String>> headers(URI uri) throws IOException;
  }

  private final URI service;
  private final Identity identity;

  /**
   * Creates the file system.
   *
   * @param service the address of Secret Manager, which ends in a slash
   * @param identity authenticates the requests
   */
  SecretFileSystem(URI service, Identity identity) {
    this.service = service;
    this.identity = identity;
  }

  /**
   * Returns every name as a match of itself. Whether the secret exists is known only when it is
   * opened.
   */
  @Override
  protected List<MatchResult> match(List<String> specs) {
    return specs.stream().map(spec -> found(SecretName.parse(spec))).toList();
  }

  private static MatchResult found(SecretName name) {
    return MatchResult.create(
        MatchResult.Status.OK,
        List.of(
            MatchResult.Metadata.builder()
                .setResourceId(name)
                .setSizeBytes(0)
                .setIsReadSeekEfficient(false)
                .build()));
  }

  @Override
  protected ReadableByteChannel open(SecretName name) throws IOException {
    URI uri = service.resolve(name.resource() + ":access");
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(TIMEOUT);
    identity
        .headers(uri)
        .forEach((header, values) -> values.forEach(value -> request.header(header, value)));
    HttpResponse<byte[]> response = send(name, request.build());
    if (response.statusCode() != 200) {
      throw refused(name, response.statusCode());
    }
    return Channels.newChannel(new ByteArrayInputStream(value(name, response.body())));
  }

  private static HttpResponse<byte[]> send(SecretName name, HttpRequest request)
      throws IOException {
    try {
      return HttpClient.newBuilder()
          .connectTimeout(TIMEOUT)
          .build()
          .send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + name + " was read");
    }
  }

  private static IOException refused(SecretName name, int status) {
    if (status == 404) {
      return new FileNotFoundException(name + " does not exist");
    }
    String hint =
        status == 401 || status == 403
            ? "; the worker's service account needs roles/secretmanager.secretAccessor on it"
            : "";
    return new IOException(
        name + " cannot be read: Secret Manager answered " + status + ", not 200" + hint);
  }

  private static byte[] value(SecretName name, byte[] body) throws IOException {
    JsonNode payload = JSON.readTree(body).path("payload");
    byte[] value = Base64.getDecoder().decode(payload.path("data").asText());
    CRC32C checksum = new CRC32C();
    checksum.update(value);
    String promised = payload.path("dataCrc32c").asText();
    if (!promised.isEmpty() && !promised.equals(Long.toString(checksum.getValue()))) {
      throw new IOException(name + " arrived damaged: its checksum is not " + promised);
    }
    return value;
  }

  @Override
  protected SecretName matchNewResource(String spec, boolean isDirectory) {
    return SecretName.parse(spec);
  }

  @Override
  protected String getScheme() {
    return SecretName.SCHEME;
  }

  @Override
  protected WritableByteChannel create(SecretName name, CreateOptions options) {
    throw readOnly(name);
  }

  @Override
  protected void copy(List<SecretName> from, List<SecretName> to) {
    throw readOnly(from);
  }

  @Override
  protected void rename(List<SecretName> from, List<SecretName> to, MoveOptions... options) {
    throw readOnly(from);
  }

  @Override
  protected void delete(Collection<SecretName> names) {
    throw readOnly(names);
  }

  private static UnsupportedOperationException readOnly(Object names) {
    return new UnsupportedOperationException(names + " can only be read");
  }
}
