package io.tidemark.query.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Writes replies: validators, compression, length, and the headers that all answers have. */
final class Responses {
  private static final int SMALLEST_COMPRESSED = 1024;

  /** Bytes that clients may let wait, all together; slow ones must not fill the memory. */
  private static final long MOST_WAITING = 256L << 20;

  private final AtomicLong waiting = new AtomicLong();

  /** Sets what protects a browser, and who else it is shown to. */
  static void secure(HttpFields.Mutable headers) {
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put(
        "Content-Security-Policy",
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
    headers.put(HttpHeader.VARY, "Accept-Encoding, Origin");
  }

  /** Allows the pages of another site to read the answer. */
  static void allow(HttpFields.Mutable headers, String origin, String methods) {
    headers.put("Cross-Origin-Resource-Policy", "cross-origin");
    headers.put("Access-Control-Allow-Origin", origin);
    headers.put("Access-Control-Expose-Headers", "ETag, Retry-After, Tidemark-Position");
    headers.put("Access-Control-Allow-Methods", methods);
    headers.put(
        "Access-Control-Allow-Headers",
        "Authorization, Content-Type, If-None-Match, Idempotency-Key, Last-Event-ID");
    headers.put("Access-Control-Max-Age", "600");
  }

  void options(Response response, String allowed, Callback callback) {
    response.setStatus(204);
    response.getHeaders().put(HttpHeader.ALLOW, allowed);
    response.write(true, null, callback);
  }

  /**
   * Writes a reply.
   *
   * @param head of the request; null if it could not be read
   */
  void write(@Nullable RequestHead head, Response response, Reply reply, Callback callback) {
    Reply whole =
        reply.status() == 200 && !reply.headers().containsKey("ETag")
            ? reply.validatedBy(reply.body())
            : reply;
    HttpFields.Mutable headers = response.getHeaders();
    whole.headers().forEach(headers::put);
    if (head != null && reply.status() == 200 && isKnown(head, whole.headers().get("ETag"))) {
      response.setStatus(304);
      response.write(true, null, callback);
      return;
    }
    byte[] body = whole.body();
    if (head != null && body.length >= SMALLEST_COMPRESSED && acceptsGzip(head)) {
      body = gzip(body);
      headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    response.setStatus(whole.status());
    headers.put(HttpHeader.CONTENT_TYPE, whole.contentType());
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    boolean isHead = head != null && head.method().equals("HEAD");
    send(response, isHead ? new byte[0] : body, callback);
  }

  /** Returns whether there is room for more answers that wait for their readers. */
  boolean hasRoom() {
    return waiting.get() < MOST_WAITING;
  }

  private void send(Response response, byte[] body, Callback callback) {
    waiting.addAndGet(body.length);
    response.write(
        true,
        ByteBuffer.wrap(body),
        Callback.from(callback, () -> waiting.addAndGet(-body.length)));
  }

  private static boolean isKnown(RequestHead head, @Nullable String etag) {
    String known = head.header("If-None-Match");
    return known != null
        && etag != null
        && (known.trim().equals("*")
            || Arrays.stream(known.split(",")).anyMatch(one -> opaque(one).equals(opaque(etag))));
  }

  /** The weak comparison of RFC 9110, 8.8.3.2. */
  private static String opaque(String etag) {
    String trimmed = etag.trim();
    return trimmed.startsWith("W/") ? trimmed.substring(2) : trimmed;
  }

  private static boolean acceptsGzip(RequestHead head) {
    String accepted = head.header("Accept-Encoding");
    return accepted != null
        && Arrays.stream(accepted.split(","))
            .map(coding -> coding.replace(" ", ""))
            .anyMatch(
                coding ->
                    (coding.startsWith("gzip") || coding.startsWith("*"))
                        && !coding.matches("[^;]*;q=0(\\.0*)?"));
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out, 8192)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException("an array refused to be written to", e);
    }
    return out.toByteArray();
  }
}
