package io.tidemark.query.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is answered. The server adds length, coding, caching and security, and an {@code ETag} of
 * the body where the reply has none.
 *
 * @param body it must not be changed
 * @param headers by name
 */
@SuppressWarnings("ArrayRecordComponent") // Written once, never compared.
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {

  /** The type of all JSON that is not a problem. */
  public static final String JSON = "application/json";

  private static final JsonFactory FACTORY = new JsonFactory();

  /** Writes the content of a document. */
  @FunctionalInterface
  public interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  /** Returns a 200 of a JSON document. */
  public static Reply json(Body body) {
    return of(JSON, document(body));
  }

  /** Returns a 200 of these bytes. */
  public static Reply of(String contentType, byte[] body) {
    return new Reply(200, contentType, body, Map.of());
  }

  /** Returns a 200 of a text in UTF-8. */
  public static Reply text(String contentType, String text) {
    return of(contentType + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the reply with another status. */
  public Reply status(int other) {
    return new Reply(other, contentType, body, headers);
  }

  /** Returns the reply with a further header. */
  public Reply with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, contentType, body, more);
  }

  /**
   * Returns the reply with a weak validator of these bytes: what is left out of them, such as how
   * fresh the answer is, may differ while the answer counts as unchanged.
   */
  public Reply validatedBy(byte[]... content) {
    return with("ETag", "W/\"" + hash(content) + "\"");
  }

  /** Returns a document in UTF-8. */
  public static byte[] document(Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written to", e);
    }
    return out.toByteArray();
  }

  private static String hash(byte[]... content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : content) {
        digest.update(part);
      }
      byte[] start = Arrays.copyOf(digest.digest(), 15);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(start);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
