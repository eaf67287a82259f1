package io.tidemark.query.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How the API listens, and what it bears.
 *
 * @param host to listen at
 * @param port to listen at; 0 for any that is free
 * @param tokenFile null if nobody needs a token, which only a loopback address may have
 * @param tls null for plain HTTP
 * @param origins of other sites whose pages may ask, such as {@code https://grafana.example.org}
 * @param workers requests that are worked on at a time
 * @param perSecond requests a second of one token
 * @param burst requests of one token at once
 * @param idle how long a connection may say nothing
 * @param stop how long running requests may go on when the service stops
 */
public record ApiOptions(
    String host,
    int port,
    @Nullable Path tokenFile,
    @Nullable Tls tls,
    List<String> origins,
    int workers,
    int perSecond,
    int burst,
    Duration idle,
    Duration stop) {

  /**
   * Where to find what TLS needs, both as PEM.
   *
   * @param certificate with the chain behind it
   * @param key PKCS #8, not encrypted
   */
  public record Tls(Path certificate, Path key) {}

  /**
   * Checks what can be checked before the start.
   *
   * @throws IllegalArgumentException with one sentence
   */
  public ApiOptions {
    Exposure.refusal(host, tokenFile != null)
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal);
            });
    for (String origin : origins) {
      if (!origin.matches("https?://[A-Za-z0-9.\\[\\]:-]+")) {
        throw new IllegalArgumentException(
            "an origin is '" + origin + "'; allowed: https://HOST or https://HOST:PORT, never *");
      }
    }
    origins = List.copyOf(origins);
  }

  /** Returns what is right for most: 64 workers, 50 requests a second, 100 at once. */
  public static ApiOptions of(String host, int port) {
    return new ApiOptions(
        host,
        port,
        null,
        null,
        List.of(),
        64,
        50,
        100,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10));
  }

  /** Returns the options with a file of tokens, and any host. */
  public static ApiOptions withTokens(String host, int port, Path tokenFile) {
    return new ApiOptions(
        host,
        port,
        tokenFile,
        null,
        List.of(),
        64,
        50,
        100,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10));
  }

  /** Returns the options with TLS. */
  public ApiOptions withTls(Path certificate, Path key) {
    return new ApiOptions(
        host,
        port,
        tokenFile,
        new Tls(certificate, key),
        origins,
        workers,
        perSecond,
        burst,
        idle,
        stop);
  }

  /** Returns the options with these origins. */
  public ApiOptions withOrigins(List<String> others) {
    return new ApiOptions(
        host, port, tokenFile, tls, others, workers, perSecond, burst, idle, stop);
  }

  /** Returns the options with other limits. */
  public ApiOptions withLimits(int workersAtATime, int each, int atOnce) {
    return new ApiOptions(
        host, port, tokenFile, tls, origins, workersAtATime, each, atOnce, idle, stop);
  }

  /** Returns the options with another patience. */
  public ApiOptions withIdle(Duration longest) {
    return new ApiOptions(
        host, port, tokenFile, tls, origins, workers, perSecond, burst, longest, stop);
  }
}
