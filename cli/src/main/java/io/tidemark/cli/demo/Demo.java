package io.tidemark.cli.demo;

import io.tidemark.cli.service.QueryProcess;
import io.tidemark.cli.terminal.Interrupts;
import io.tidemark.cli.terminal.Terminal;
import io.tidemark.runners.launch.PipelineLauncher;
import io.tidemark.runners.launch.PipelineLauncher.RunningJob;
import io.tidemark.runners.launch.Runner;
import io.tidemark.servers.LocalServers;
import io.tidemark.traffic.generate.Feed;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Runs one demo, from the start of the servers to the table of its rows. */
public final class Demo {
  private static final int PARTITIONS = 3;

  /** With 300 MB the same demo took more than three minutes in place of one. */
  private static final long LEAST_HEAP_MB = 400;

  private static final String LOOK_AT =
      "SELECT key, window_start, pane, pane_index, requests FROM current_performance_window"
          + " ORDER BY window_start DESC, requests DESC LIMIT 10";

  /** How often the database is read. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** How long open windows are waited for at the end. */
  private static final Duration SETTLE = Duration.ofMinutes(3);

  private static final String LATEST =
      """
      select key, to_char(window_start at time zone 'UTC', 'HH24:MI:SS') as "from",
        to_char(window_end at time zone 'UTC', 'HH24:MI:SS') as "to", pane, pane_index as idx,
        requests, errors, round(latency_ms_p50::numeric) as p50_ms,
        round(latency_ms_p99::numeric) as p99_ms, round(cost_usd_total::numeric, 4) as cost_usd
      from performance_window order by window_start desc, requests desc, key limit 20
      """;

  private final PipelineLauncher launcher;
  private final Migration migration;
  private final Terminal terminal;
  private final Interrupts interrupts;
  private final Duration settle;
  private long startNanos;
  private boolean earlySeen;
  private boolean onTimeSeen;

  /** Brings the tables of a database up to date. */
  public interface Migration {
    /** Migrates the database at this URL. */
    void apply(String jdbcUrl, String user) throws IOException;
  }

  /**
   * What is asked for.
   *
   * @param duration how long events are sent; null for until the user asks to end
   * @param seed of the generated events
   * @param keep whether broker and database stay until the user asks once more
   * @param otlp whether requests and feedback come as OpenTelemetry's spans and logs
   */
  public record Plan(@Nullable Duration duration, long seed, boolean keep, boolean otlp) {}

  /** Creates a demo; {@link #run} starts it. */
  public Demo(
      PipelineLauncher launcher, Migration migration, Terminal terminal, Interrupts interrupts) {
    this(launcher, migration, terminal, interrupts, SETTLE);
  }

  Demo(
      PipelineLauncher launcher,
      Migration migration,
      Terminal terminal,
      Interrupts interrupts,
      Duration settle) {
    this.launcher = launcher;
    this.migration = migration;
    this.terminal = terminal;
    this.interrupts = interrupts;
    this.settle = settle;
  }

  /**
   * Runs the demo.
   *
   * @return whether the pipeline ran to the end without a failure
   */
  public boolean run(Plan plan) throws IOException, SQLException {
    startNanos = System.nanoTime();
    checkHeap(Runtime.getRuntime().maxMemory());
    terminal.title("Starting Kafka and PostgreSQL on this machine");
    try (LocalServers servers = LocalServers.start()) {
      migration.apply(servers.postgresql().jdbcUrl(), servers.postgresql().user());
      DemoSettings.topics(plan.otlp())
          .forEach(
              topic -> servers.kafka().createTopic(topic, PARTITIONS, DemoSettings.policy(topic)));
      try (QueryProcess query = serve(servers, plan.otlp())) {
        announce(servers, query);
        return run(plan, servers, query);
      }
    }
  }

  private boolean run(Plan plan, LocalServers servers, @Nullable QueryProcess query)
      throws IOException, SQLException {
    List<String> arguments = new ArrayList<>(DemoSettings.windows());
    arguments.addAll(DemoSettings.connections(servers));
    arguments.addAll(DemoSettings.sources(plan.otlp()));
    arguments.add("--stateDir=" + servers.directory().path().resolve("state"));
    arguments.add("--checkpointingInterval=10000");
    RunningJob job = launcher.launch(Runner.FLINK, arguments);
    // Only now, because nothing is late in what a job finds already there.
    Traffic traffic =
        Traffic.start(servers.kafka().bootstrapServers(), PARTITIONS, plan.seed(), plan.otlp());
    terminal.say("pipeline started after " + seconds() + " s");
    try (Connection connection = servers.postgresql().connect();
        ChangeFeed changes = follow(servers, traffic)) {
      watch(connection, traffic, job, plan.duration(), changes);
      traffic.stop();
      Reconciliation end = settle(connection, traffic, job);
      report(connection, end);
    }
    boolean succeeded = !job.hasFailed();
    job.cancel();
    if (plan.keep() && succeeded) {
      stay(servers, query, plan.otlp());
    }
    return succeeded;
  }

  /** What stands, over HTTP; null if it does not start, which the demo says and goes on. */
  private @Nullable QueryProcess serve(LocalServers servers, boolean otlp) {
    List<String> options = new ArrayList<>(DemoSettings.connections(servers));
    options.addAll(DemoSettings.sources(otlp));
    options.add("--hotMaxBytes=64MB");
    try {
      return QueryProcess.start(options, servers.directory().path().resolve("serve.log"));
    } catch (IOException e) {
      terminal.say("API         not there: " + e.getMessage());
      return null;
    }
  }

  private static String curl(QueryProcess query) {
    return "curl '" + query.url() + "/v1/windows/performance?order=desc&limit=5'";
  }

  /** Before anything starts: with less, servers and pipeline crawl until something gives up. */
  static void checkHeap(long bytes) {
    if (bytes < LEAST_HEAP_MB << 20) {
      throw new IllegalStateException(
          "the heap has %d MB, and the demo needs %d: TIDEMARK_JAVA_OPTS=-Xmx2g, or leave it out"
              .formatted(bytes >> 20, LEAST_HEAP_MB));
    }
  }

  private ChangeFeed follow(LocalServers servers, Traffic traffic) {
    WindowStory story = new WindowStory(terminal::say, traffic::sendLate);
    AnomalyNews anomalies = new AnomalyNews(terminal::say);
    return ChangeFeed.start(
        servers.kafka().bootstrapServers(),
        Map.of("tidemark.performance", story::on, "tidemark.anomalies", anomalies::on));
  }

  private void stay(LocalServers servers, @Nullable QueryProcess query, boolean otlp) {
    terminal.title("The pipeline has ended; broker, database and API stay until Ctrl-C");
    if (query != null) {
      terminal.say("asked       " + curl(query));
    }
    terminal.say("rows        " + psql(servers, "TABLE current_performance_window LIMIT 5"));
    terminal.say(
        "again       ./tidemark run --stateDir=none "
            + String.join(" ", DemoSettings.connections(servers))
            + DemoSettings.sources(otlp).stream().map(" "::concat).collect(Collectors.joining()));
    terminal.say(
        "more        ./tidemark generate --events=1000"
            + (otlp ? " --format=otlp" : "")
            + " --bootstrapServers="
            + servers.kafka().bootstrapServers());
    interrupts.awaitNext();
  }

  /** A command that can be pasted into another terminal. */
  private static String psql(LocalServers servers, String sql) {
    return "psql 'postgresql://%s@%s' -c '%s'"
        .formatted(
            servers.postgresql().user(),
            servers.postgresql().jdbcUrl().replaceFirst("^jdbc:postgresql://", ""),
            sql);
  }

  private void announce(LocalServers servers, @Nullable QueryProcess query) {
    terminal.say("Kafka       " + servers.kafka().bootstrapServers());
    terminal.say("PostgreSQL  " + servers.postgresql().jdbcUrl() + "  user postgres");
    terminal.say(
        "Events      %.0f a second in bursts, event time is real time"
            .formatted(DemoSettings.EVENTS_PER_SECOND));
    terminal.say(
        "Windows     smaller than the defaults, so that they settle while you watch:\n            "
            + String.join(" ", DemoSettings.windows()));
    if (query != null) {
      terminal.say("Page, API   " + query.url());
    }
    terminal.say("Look        " + psql(servers, LOOK_AT));
    if (query != null) {
      terminal.say("            " + curl(query));
    }
    terminal.say("ready after " + seconds() + " s; Ctrl-C ends it in order, a second one at once");
  }

  private void watch(
      Connection connection, Traffic traffic, RunningJob job, Duration duration, ChangeFeed changes)
      throws SQLException {
    long deadline = duration == null ? Long.MAX_VALUE : System.nanoTime() + duration.toNanos();
    while (!interrupts.asked() && System.nanoTime() < deadline) {
      interrupts.await(min(LOOK, Duration.ofNanos(deadline - System.nanoTime())));
      traffic.check();
      changes.check();
      check(job);
      DatabaseSnapshot snapshot = DatabaseSnapshot.read(connection);
      note(snapshot);
      terminal.status(
          "%5s s  sent %,d | %s".formatted(seconds(), traffic.sent().total(), snapshot.line()));
    }
  }

  private void note(DatabaseSnapshot snapshot) {
    boolean any = snapshot.panes().values().stream().anyMatch(n -> n > 0);
    if (any && !earlySeen) {
      earlySeen = true;
      terminal.say("first pane in the database after " + seconds() + " s");
    }
    if (snapshot.rows("ON_TIME") > 0 && !onTimeSeen) {
      onTimeSeen = true;
      terminal.say("first on-time row after " + seconds() + " s");
    }
  }

  /**
   * Waits until every record sent is accounted for and no window is open, but not longer than the
   * time for settling.
   */
  private Reconciliation settle(Connection connection, Traffic traffic, RunningJob job)
      throws SQLException {
    long deadline = System.nanoTime() + settle.toNanos();
    terminal.title("No more events; waiting for the open windows to settle");
    Reconciliation now = new Reconciliation(traffic.sent(), DatabaseSnapshot.read(connection));
    while (!now.settled() && System.nanoTime() < deadline) {
      pause();
      check(job);
      now = new Reconciliation(traffic.sent(), DatabaseSnapshot.read(connection));
      terminal.status("%5s s  %s".formatted(seconds(), now.snapshot().line()));
    }
    return now;
  }

  private static void check(RunningJob job) {
    if (job.hasFailed()) {
      throw new IllegalStateException("the pipeline failed; its log is above");
    }
  }

  private void report(Connection connection, Reconciliation end) throws SQLException {
    terminal.title("Rows that stand (the latest of performance_window)");
    SqlTable.lines(connection, LATEST).forEach(terminal::say);
    terminal.title("Reconciliation");
    end.lines().forEach(terminal::say);
    terminal.say("dead letters by reason: " + end.snapshot().line().replaceAll(".*letters ", ""));
    terminal.title("Injected");
    terminal.say(end.sent().table());
    long open = 0;
    for (Feed feed : Feed.values()) {
      open += end.open(feed);
    }
    terminal.say(
        end.balanced()
            ? "Every record sent has its fate."
            : "%,d records are in windows that have not fired, or unaccounted for."
                .formatted(open));
  }

  private void pause() {
    try {
      Thread.sleep(LOOK.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while windows settled", e);
    }
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private String seconds() {
    return "%.1f".formatted((System.nanoTime() - startNanos) / 1e9);
  }
}
