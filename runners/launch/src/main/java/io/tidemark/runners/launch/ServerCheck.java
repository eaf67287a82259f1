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
 * The servers that options name, each tried once before a job starts: a wrong address is an answer
 * then, and not a wait. What goes down later the job rides out.
 */
final class ServerCheck {
  private static final int KNOCK_MILLIS = 5_000;

  private ServerCheck() {}

  /**
   * Knocks at the broker and the database of a job that runs in this process.
   *
   * @throws UsageException when {@code --bootstrapServers} is no list of addresses or {@code
   *     --jdbcUrl} no URL of the driver's
   * @throws IllegalStateException when nobody answers at one of the two
   */
  static void checkAnswer(TidemarkOptions options) {
    String brokers = options.getBootstrapServers();
    boolean needsBroker = options.getInput() == null || options.getPublishChangelog();
    if (brokers != null && needsBroker) {
      checkOneAnswers("Kafka broker", brokers(brokers), "--bootstrapServers=" + brokers);
    }
    String url = options.getJdbcUrl();
    // A factory of sockets knows doors that are not knocked at like this.
    if (url != null && !url.contains("socketFactory=")) {
      checkOneAnswers("PostgreSQL server", databases(url), "--jdbcUrl");
    }
  }

  /** Fails when nobody listens at any of them; {@code option} is what names them. */
  static void checkOneAnswers(String server, List<InetSocketAddress> addresses, String option) {
    IOException refused = null;
    for (InetSocketAddress address : addresses) {
      try (Socket socket = new Socket()) {
        socket.connect(address, KNOCK_MILLIS);
        return;
      } catch (IOException e) {
        refused = e;
      }
    }
    throw new IllegalStateException(
        "no " + server + " answers at " + text(addresses) + ", which " + option + " names",
        refused);
  }

  private static String text(List<InetSocketAddress> addresses) {
    return addresses.stream()
        .map(address -> address.getHostString() + ":" + address.getPort())
        .collect(Collectors.joining(" or "));
  }

  private static List<InetSocketAddress> brokers(String given) {
    try {
      return ClientUtils.parseAndValidateAddresses(
          List.of(given.strip().split("\\s*,\\s*")), ClientDnsLookup.USE_ALL_DNS_IPS);
    } catch (ConfigException e) {
      throw new UsageException(
          "--bootstrapServers is '"
              + given
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
