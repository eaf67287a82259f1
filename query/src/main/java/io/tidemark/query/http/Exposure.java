package io.tidemark.query.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Closed by default: only this machine may ask without a token. */
public final class Exposure {
  private Exposure() {}

  /**
   * Returns why the service must not start like this, as one sentence; empty if it may.
   *
   * @param host to listen at
   * @param hasTokens whether a file of tokens is given
   */
  public static Optional<String> refusal(@Nullable String host, boolean hasTokens) {
    return hasTokens || isLoopback(host)
        ? Optional.empty()
        : Optional.of(
            "host is '"
                + host
                + "', which others can reach: give --tokenFile, or listen at 127.0.0.1");
  }

  /** Returns whether only this machine can reach the address. */
  public static boolean isLoopback(@Nullable String host) {
    if (host == null || host.isEmpty()) {
      return false;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      // Binding to it will fail, and say so.
      return false;
    }
  }
}
