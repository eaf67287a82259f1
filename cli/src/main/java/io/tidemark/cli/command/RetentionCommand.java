package io.tidemark.cli.command;

import io.tidemark.config.Setting;
import io.tidemark.config.Units;
import io.tidemark.pipelines.sink.postgres.ExpiredPartition;
import io.tidemark.pipelines.sink.postgres.JdbcConfig;
import io.tidemark.pipelines.sink.postgres.Migrations;
import io.tidemark.pipelines.sink.postgres.Retention;
import io.tidemark.runners.launch.JobLeaves;
import io.tidemark.runners.launch.UsageException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidemark retention}. */
@Command(
    name = "retention",
    description = {
      "Drops old rows of a database, a partition at a time.",
      "",
      "A partition is dropped when all of its rows are older than --maxAge: rows of windows by"
          + " the start of their window, dead letters and revisions by their recording. It needs"
          + " the role that owns the tables. Have cron call it daily; topics are kept as long as"
          + " the brokers are told to.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  tidemark retention --jdbcUrl=jdbc:postgresql://localhost/tidemark --dry-run",
      "  tidemark retention --config=prod.yaml --maxAge=30d"
    })
final class RetentionCommand implements Callable<Integer> {
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String NOT_ALLOWED = "42501";

  @Mixin DatabaseTarget database;

  @Option(
      names = "--maxAge",
      paramLabel = "DURATION",
      description =
          "How old rows become. Default: 90d, unless a configuration file has history.retention.")
  Duration maxAge;

  @Option(names = "--dry-run", description = "Print what would be dropped, and drop nothing.")
  boolean dryRun;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws SQLException {
    JdbcConfig config = database.config();
    Duration age = age();
    Instant now = Clock.systemUTC().instant();
    Migrations.check(config);
    RetentionReport report = new RetentionReport(spec.commandLine().getOut());
    List<ExpiredPartition> expired =
        ExpiredPartition.of(config, org.joda.time.Duration.millis(age.toMillis()), now);
    if (!expired.isEmpty()) {
      report.head();
    }
    if (dryRun) {
      expired.forEach(report::add);
      report.summary("would drop", age);
    } else {
      drop(config, age, now, expired, report);
    }
    return 0;
  }

  private Duration age() {
    if (maxAge != null && maxAge.isZero()) {
      throw new UsageException("--maxAge is 0s: it must be a duration from 1ms, such as 90d");
    }
    if (maxAge != null) {
      return maxAge;
    }
    String text =
        database
            .files()
            .of(JobLeaves.MAX_AGE)
            .map(Setting::value)
            .orElseGet(() -> JobLeaves.all().ofOption(JobLeaves.MAX_AGE).orElseThrow().preset());
    return Duration.ofMillis(Units.millis(text).orElseThrow());
  }

  /** What is gone is reported also where the rest fails. */
  private static void drop(
      JdbcConfig config,
      Duration age,
      Instant now,
      List<ExpiredPartition> expired,
      RetentionReport report) {
    Map<String, ExpiredPartition> known =
        expired.stream().collect(Collectors.toMap(ExpiredPartition::name, Function.identity()));
    try {
      Retention.dropExpired(
          config,
          org.joda.time.Duration.millis(age.toMillis()),
          now,
          // One that another client has made since then has a line without figures.
          name ->
              report.add(
                  known.getOrDefault(name, new ExpiredPartition("", name, -1, 0, Instant.EPOCH))));
    } catch (SQLException e) {
      throw new IllegalStateException(reason(e), e);
    } finally {
      report.summary("dropped", age);
    }
  }

  private static String reason(SQLException e) {
    return switch (String.valueOf(e.getSQLState())) {
      case LOCK_NOT_AVAILABLE ->
          "a table is in use, its lock was waited for 10 s: call the command again, what is left is"
              + " dropped then";
      case NOT_ALLOWED ->
          "this user may not drop partitions: call it as the role that owns the tables, by"
              + " --jdbcUser";
      default -> "partitions could not be dropped";
    };
  }
}
