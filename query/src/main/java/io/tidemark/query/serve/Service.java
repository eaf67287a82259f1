package io.tidemark.query.serve;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tidemark.query.changes.ChangesServlet;
import io.tidemark.query.changes.Delivery;
import io.tidemark.query.changes.RecentChanges;
import io.tidemark.query.deadletter.DeadLetterEndpoints;
import io.tidemark.query.deadletter.DeadLetterTable;
import io.tidemark.query.feed.ChangeFeed;
import io.tidemark.query.feed.ChangeListener;
import io.tidemark.query.feed.FeedSettings;
import io.tidemark.query.feed.FeedStatus;
import io.tidemark.query.feed.Position;
import io.tidemark.query.http.ApiOptions;
import io.tidemark.query.http.ApiRoutes;
import io.tidemark.query.http.ApiServer;
import io.tidemark.query.http.Endpoint;
import io.tidemark.query.http.Readiness;
import io.tidemark.query.http.Scope;
import io.tidemark.query.http.Sources;
import io.tidemark.query.http.StreamRequests;
import io.tidemark.query.http.Waiting;
import io.tidemark.query.metrics.ChangeMetrics;
import io.tidemark.query.metrics.FeedMetrics;
import io.tidemark.query.metrics.ProgressMetrics;
import io.tidemark.query.postgres.Database;
import io.tidemark.query.progress.PartitionReports;
import io.tidemark.query.read.RowSource;
import io.tidemark.query.read.Tiers;
import io.tidemark.query.redrive.RedriveEndpoints;
import io.tidemark.query.redrive.Redriver;
import io.tidemark.query.rollup.PostgresRollups;
import io.tidemark.query.rollup.RollupEndpoints;
import io.tidemark.query.row.Stream;
import io.tidemark.query.tier.HotLimits;
import io.tidemark.query.tier.HotTier;
import io.tidemark.query.tier.WarmFeed;
import io.tidemark.query.tier.WarmTier;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The running service: feeds, tiers, database and API, closed in the reverse order. */
final class Service implements AutoCloseable {
  /** Of changes, for subscribers that come back. */
  private static final long RECENT_BYTES = 32L << 20;

  private static final Duration LONGEST_GAP = Duration.ofMinutes(30);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** What the topics give. */
  private record Live(ChangeFeed feed, HotTier hot, @Nullable WarmTier warm, Delivery delivery) {}

  private Service() {}

  /**
   * Starts the service, which answers when this returns and may still catch up.
   *
   * @param say tells the user what happens, a line at a time
   * @throws IOException if it cannot listen or a file cannot be read
   */
  static Service start(Settings settings, Consumer<String> say) throws IOException {
    Service service = new Service();
    try {
      service.open(settings, say);
      return service;
    } catch (IOException | RuntimeException e) {
      service.close();
      throw e;
    }
  }

  private void open(Settings settings, Consumer<String> say) throws IOException {
    InstantSource clock = InstantSource.system();
    ApiOptions options = options(settings); // Refuses before anything is opened.
    PrometheusRegistry registry = new PrometheusRegistry();
    PartitionReports reports = new PartitionReports();
    Store store = closing(Store.open(settings.database(), reports::all, clock, say));
    ProgressMetrics.register(registry, store.progress(), clock);
    Live live = settings.kafka() == null ? null : live(settings, store, reports, registry, clock);
    Waiting waiting = closing(new Waiting());
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(ApiRoutes.of(sources(store, live, settings.inputs()), waiting));
    endpoints.add(MetricsEndpoint.of(registry));
    endpoints.addAll(ofDatabase(settings, store));
    List<Runnable> beforeStop = new ArrayList<>(List.of(waiting::end));
    if (live != null) {
      endpoints.add(changes(live.delivery()));
      beforeStop.add(live.delivery()::close);
    }
    ApiServer server = closing(ApiServer.start(options, endpoints, clock, beforeStop));
    say.accept("listening on " + server.url());
    if (live != null) {
      live.feed().start();
      live.delivery().start();
      closing(CatchingUp.tell(live.feed()::status, say));
    }
  }

  private Live live(
      Settings settings,
      Store store,
      PartitionReports reports,
      PrometheusRegistry registry,
      InstantSource clock)
      throws IOException {
    Settings.Kafka kafka = settings.kafka();
    ChangesCounted counted = new ChangesCounted(new ChangeMetrics(registry), clock);
    RecentChanges recent = new RecentChanges(kafka.topicPrefix(), RECENT_BYTES);
    HotTier hot =
        new HotTier(
            new HotLimits(settings.hotMaxBytes(), settings.hotMaxAge(), LONGEST_GAP.toMillis()),
            clock::millis,
            ChangeListener.all(List.of(counted, recent)));
    FeedSettings following =
        new FeedSettings(
            KafkaClient.properties(kafka.bootstrapServers(), kafka.consumerProperties()),
            kafka.topicPrefix(),
            settings.hotMaxAge(),
            Duration.ofMinutes(10));
    WarmTier warm = settings.warm() == null ? null : closing(warm(settings, clock));
    WarmFeed warmFeed =
        warm == null ? null : new WarmFeed(warm, store.snapshot(), settings.warm().maxAge());
    ChangeFeed feed =
        closing(
            new ChangeFeed(
                following,
                warmFeed == null ? store.snapshot() : warmFeed,
                warmFeed == null ? List.of(hot) : List.of(warmFeed, hot),
                reports,
                clock::millis));
    FeedMetrics.register(registry, feed::status, hot);
    if (warm != null) {
      closing(WarmUpkeep.of(warm));
      FeedMetrics.registerWarm(registry, warm);
    }
    Delivery delivery =
        new Delivery(recent, hot, store.progress(), feed::status, following, clock::millis);
    return new Live(feed, hot, warm, delivery);
  }

  private static WarmTier warm(Settings settings, InstantSource clock) throws IOException {
    Settings.Warm warm = settings.warm();
    return WarmTier.open(
        warm.path(),
        settings.kafka().topicPrefix() + " at " + settings.kafka().bootstrapServers(),
        warm.maxBytes(),
        warm.maxAge().toMillis(),
        clock::millis);
  }

  private static Endpoint changes(Delivery delivery) {
    return Endpoint.stream(
        "/v1/changes",
        Scope.READ,
        ChangesServlet.PARAMETERS,
        new ChangesServlet(delivery, StreamRequests::principal, StreamRequests::write));
  }

  /** What only a database has. */
  private List<Endpoint> ofDatabase(Settings settings, Store store) throws IOException {
    Database database = store.database();
    if (database == null) {
      return List.of();
    }
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(
        new RollupEndpoints(new PostgresRollups(database), store.computations(), store.progress())
            .all());
    DeadLetterTable letters = new DeadLetterTable(database);
    endpoints.addAll(new DeadLetterEndpoints(letters).all());
    Settings.Kafka kafka = settings.kafka();
    if (kafka != null) {
      endpoints.addAll(new RedriveEndpoints(database, letters, store.progress()).all());
      closing(
              new Redriver(
                  database,
                  KafkaClient.properties(kafka.bootstrapServers(), kafka.producerProperties())))
          .start();
    }
    return endpoints;
  }

  private static Sources sources(
      Store store, @Nullable Live live, Map<Stream, Set<String>> inputs) {
    List<RowSource> tiers = new ArrayList<>();
    Supplier<Position> position = () -> Position.NONE;
    Readiness readiness = () -> state(store, null);
    if (live != null) {
      tiers.add(live.hot());
      if (live.warm() != null) {
        tiers.add(live.warm());
      }
      position = () -> live.feed().status().position();
      readiness = () -> state(store, live.feed().status());
    }
    tiers.add(store.rows());
    return new Sources(
        new Tiers(tiers),
        store.history(),
        store.withdrawn(),
        store.series(),
        store.progress(),
        position,
        readiness,
        inputs);
  }

  private static Readiness.State state(Store store, @Nullable FeedStatus feed) {
    List<String> warnings = new ArrayList<>();
    if (store.progress().isStale()) {
      warnings.add("the database does not answer");
    }
    if (feed == null) {
      return new Readiness.State(true, Map.of("feed", "none"), warnings);
    }
    if (feed.stale()) {
      warnings.add("the brokers do not answer");
    }
    String part = feed.ready() ? "following" : "catching up, " + feed.left() + " records left";
    return new Readiness.State(feed.ready(), Map.of("feed", part), warnings);
  }

  private static ApiOptions options(Settings settings) {
    ApiOptions options =
        settings.tokenFile() == null
            ? ApiOptions.of(settings.host(), settings.port())
            : ApiOptions.withTokens(settings.host(), settings.port(), settings.tokenFile());
    options = options.withOrigins(settings.allowedOrigins());
    return settings.tls() == null
        ? options
        : options.withTls(settings.tls().certificate(), settings.tls().key());
  }

  private <T extends AutoCloseable> T closing(T resource) {
    open.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        System.err.println("while ending: " + e);
      }
    }
  }
}
