package io.tidemark.query.http;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Future;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The API on a port.
 *
 * <p>Bounds: request line and headers {@value #LARGEST_HEAD} bytes, a body 1 MB, {@value
 * #MOST_CONNECTIONS} connections, each closed when it says nothing for {@link ApiOptions#idle}.
 */
public final class ApiServer implements AutoCloseable {

  static final int LARGEST_HEAD = 16 << 10;

  private static final int MOST_CONNECTIONS = 4_000;

  private final Server server;
  private final ServerConnector connector;
  private final ApiOptions options;
  private final List<Runnable> beforeStop;

  private ApiServer(
      Server server, ServerConnector connector, ApiOptions options, List<Runnable> beforeStop) {
    this.server = server;
    this.connector = connector;
    this.options = options;
    this.beforeStop = beforeStop;
  }

  /**
   * Starts to listen.
   *
   * @param endpoints all routes
   * @param beforeStop ends streams, which would otherwise go on until they are cut
   * @throws IllegalArgumentException if a file of the options is not as it should be
   * @throws IOException if the address cannot be listened at
   */
  public static ApiServer start(
      ApiOptions options, List<Endpoint> endpoints, InstantSource clock, List<Runnable> beforeStop)
      throws IOException {
    Tokens tokens =
        options.tokenFile() == null ? null : Tokens.of(options.tokenFile(), clock.instant());
    QueuedThreadPool threads = new QueuedThreadPool(options.workers() + 32, 8);
    threads.setName("http");
    Server server = new Server(threads);
    ServerConnector connector = connector(server, options);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, server));
    server.setErrorHandler(new ProblemErrors());
    server.setStopTimeout(options.stop().toMillis());
    Api api = new Api(new Gate(endpoints, options, tokens), options.workers(), clock);
    api.setHandler(servlets(endpoints));
    server.setHandler(new GracefulHandler(api));
    ApiServer started = new ApiServer(server, connector, options, List.copyOf(beforeStop));
    started.listen();
    return started;
  }

  private static ServerConnector connector(Server server, ApiOptions options) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setRequestHeaderSize(LARGEST_HEAD);
    http.setUriCompliance(UriCompliance.DEFAULT);
    ConnectionFactory[] factories;
    if (options.tls() == null) {
      factories = new ConnectionFactory[] {new HttpConnectionFactory(http)};
    } else {
      http.addCustomizer(new SecureRequestCustomizer(false));
      factories =
          new ConnectionFactory[] {
            new SslConnectionFactory(TlsFiles.of(options.tls()), "http/1.1"),
            new HttpConnectionFactory(http)
          };
    }
    ServerConnector connector = new ServerConnector(server, factories);
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(options.idle().toMillis());
    return connector;
  }

  private static ServletContextHandler servlets(List<Endpoint> endpoints) {
    ServletContextHandler context =
        new ServletContextHandler("/", ServletContextHandler.NO_SESSIONS);
    context.setErrorHandler(new ProblemErrors());
    for (Endpoint endpoint : endpoints) {
      if (endpoint.servlet() != null) {
        ServletHolder holder = new ServletHolder(endpoint.servlet());
        holder.setAsyncSupported(true);
        context.addServlet(holder, endpoint.path());
      }
    }
    return context;
  }

  private void listen() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      stop();
      throw new IOException(
          "cannot listen at " + options.host() + ":" + options.port() + ": " + e.getMessage(), e);
    } catch (Exception e) {
      stop();
      throw new IllegalStateException("the HTTP server does not start", e);
    }
  }

  /** Returns the port that it listens at. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Returns where it is, such as {@code http://127.0.0.1:8080}. */
  public String url() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return (options.tls() == null ? "http://" : "https://") + host + ":" + port();
  }

  /** Ends streams, lets running requests finish for a while, and stops listening. */
  @Override
  public void close() {
    // The stop below waits for it.
    Future<Void> unused = connector.shutdown();
    beforeStop.forEach(Runnable::run);
    stop();
  }

  private void stop() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server does not stop", e);
    }
  }
}
