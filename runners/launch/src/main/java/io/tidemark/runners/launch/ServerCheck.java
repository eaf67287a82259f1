package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.sink.postgres.JdbcConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.config.ConfigException;

/**
 * Tries the servers that options name once before a job starts, so that a wrong address is reported
 * at once rather than waited for. A server that goes away later is waited for by the job.
 */
final class ServerCheck {
  /** How long one connection is tried, in milliseconds. */
  private static final int CONNECT_MILLIS = 5_000;

  private ServerCheck() {}

  /**
   * Tries the broker and the database of a job that runs in this process.
   *
   * @throws UsageException if {@code --bootstrapServers} is no list of addresses or {@code
   *     --jdbcUrl} no URL of the driver
   * @throws UnreachableException if nobody answers at one of the two
   */
  static void checkAnswer(TidemarkOptions options) {
    String brokers = options.getBootstrapServers();
    boolean needsBroker = options.getInput() == null || options.getPublishChangelog();
    if (brokers != null && needsBroker) {
      checkOneAnswers("Kafka broker", brokers(brokers), "--bootstrapServers=" + brokers);
    }
    String url = options.getJdbcUrl();
    // A socket factory may reach servers that a plain connection does not.
    if (url != null && !url.contains("socketFactory=")) {
      checkOneAnswers("PostgreSQL server", databases(url), "--jdbcUrl");
    }
  }

  /**
   * Fails unless somebody listens at one of the addresses, each tried for at most 5 s.
   *
   * @param server what is expected there, for the message
   * @param option the option that names the addresses, for the message
   */
  static void checkOneAnswers(String server, List<InetSocketAddress> addresses, String option) {
    for (InetSocketAddress address : addresses) {
      try (Socket socket = new Socket()) {
        socket.connect(address, CONNECT_MILLIS);
        return;
      } catch (IOException e) {
        // The next is tried; the answer names all addresses.
      }
    }
    throw new UnreachableException(
        "no " + server + " answers at " + text(addresses) + ", which " + option + " names");
  }

  private static String text(List<InetSocketAddress> addresses) {
    return addresses.stream()
        .map(address -> address.getHostString() + ":" + address.getPort())
        .collect(Collectors.joining(" or "));
  }

  private static List<InetSocketAddress> brokers(String servers) {
    try {
      return ClientUtils.parseAndValidateAddresses(
          List.of(servers.strip().split("\\s*,\\s*")), ClientDnsLookup.USE_ALL_DNS_IPS);
    } catch (ConfigException e) {
      throw new UsageException(
          "--bootstrapServers is '"
              + servers
              + "': allowed are HOST:PORT, several joined by commas, of hosts with an address",
          e);
    }
  }

  private static List<InetSocketAddress> databases(String url) {
    try {
      return JdbcConfig.of(url).servers();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
