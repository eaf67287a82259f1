package io.tidemark.cli.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.tidemark.runners.launch.MainJob;
import io.tidemark.servers.LocalServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service on embedded Flink, stopped and started again as people do it. */
class RestartTest {
  private static LocalServers servers;

  @TempDir Path directory;

  private String name;

  @BeforeAll
  static void startServers() {
    servers = LocalServers.start();
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @Test
  void aWindowThatWasOpenAtSigtermCountsEverything() throws Exception {
    create("term");
    try (CommandProcess first = service()) {
      send("part1");
      await("a checkpoint", first, () -> committed() == 10);
      assertThat(first.said(), first.terminate(), is(0));
      assertThat(first.said(), containsString("the next start goes on from "));
    }
    try (CommandProcess second = service()) {
      send("part2");
      assertEveryWindowIsRight(second);
      assertThat(second.said(), containsString("the job goes on from savepoint-"));
      assertThat(second.terminate(), is(0));
    }
    optionsThatStateDependsOnAreRefused();
    stateOfAnotherGroupIsRefused();
  }

  @Test
  void aWindowThatWasOpenAtKillCountsEverything() throws Exception {
    create("kill");
    try (CommandProcess first = service()) {
      send("part1");
      await("a checkpoint", first, () -> committed() == 10);
      aSecondProcessIsRefused(first);
      first.kill();
    }
    try (CommandProcess second = service()) {
      send("part2");
      assertEveryWindowIsRight(second);
      assertThat(second.said(), containsString("the job goes on from chk-"));
      await("the end of the first run", second, () -> runs().equals(List.of("2")));
    }
  }

  private void optionsThatStateDependsOnAreRefused() throws Exception {
    try (CommandProcess refused = service("--fixedSize=10m", "--dimensions=region,model")) {
      assertThat(refused.said(), refused.exitCode(), is(2));
      assertThat(
          refused.said(),
          allOf(
              containsString("--fixedSize is 10m, and was 5m"),
              containsString("--dimensions is region,model, and was model,region"),
              containsString("new --stateDir")));
    }
  }

  private void stateOfAnotherGroupIsRefused() throws Exception {
    try (CommandProcess refused = service("--consumerGroup=others")) {
      assertThat(refused.said(), refused.exitCode(), is(2));
      assertThat(refused.said(), containsString("--consumerGroup is others, and was " + name));
    }
  }

  private void aSecondProcessIsRefused(CommandProcess first) throws Exception {
    try (CommandProcess second = service()) {
      assertThat(second.said(), second.exitCode(), is(1));
      assertThat(second.said(), containsString("is in use by process " + first.pid() + ":"));
      assertThat(first.isAlive(), is(true));
    }
  }

  private void assertEveryWindowIsRight(CommandProcess process) throws Exception {
    Map<String, String> fixed = Map.of("12:00", "15 0.15 ON_TIME");
    await("the fixed window", process, () -> rows("performance_window").equals(fixed));
    Map<String, String> sliding = new TreeMap<>();
    for (int minute = 46; minute < 60; minute++) {
      sliding.put("11:" + minute, "15 0.15 ON_TIME");
    }
    sliding.put("12:00", "15 0.15 ON_TIME");
    await("the sliding windows", process, () -> rows("sliding_window").equals(sliding));
  }

  private void create(String name) throws Exception {
    this.name = name;
    try (Connection connection = servers.postgresql().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    MainJob.migrate(url(), servers.postgresql().user(), null);
    for (String topic : List.of("perf", "feed", "health")) {
      servers.kafka().createTopic(name + "." + topic, 1);
    }
    for (String topic :
        List.of("performance", "sliding", "feedback", "health", "anomalies", "dead-letters")) {
      servers.kafka().createTopic(name + "-out." + topic, 1);
    }
  }

  private CommandProcess service(String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                "--runner=flink",
                "--parallelism=1",
                "--checkpointingInterval=1000",
                "--minPauseBetweenCheckpoints=0",
                "--stateDir=" + state(),
                "--performanceTopic=" + name + ".perf",
                "--feedbackTopic=" + name + ".feed",
                "--healthTopic=" + name + ".health",
                "--outputTopicPrefix=" + name + "-out",
                "--bootstrapServers=" + servers.kafka().bootstrapServers(),
                "--jdbcUrl=" + url(),
                "--jdbcUser=" + servers.postgresql().user()));
    if (!String.join(" ", more).contains("--consumerGroup")) {
      arguments.add("--consumerGroup=" + name);
    }
    arguments.addAll(List.of(more));
    return CommandProcess.start(directory.resolve("output.log"), Map.of(), arguments);
  }

  private List<String> runs() throws IOException {
    try (Stream<Path> runs = Files.list(state().resolve("runs"))) {
      return runs.map(run -> run.getFileName().toString()).sorted().toList();
    }
  }

  private Path state() {
    return directory.resolve("state of # 1");
  }

  private String url() {
    return servers.postgresql().jdbcUrl().replaceAll("postgres$", name);
  }

  private void send(String part) throws Exception {
    String lines;
    try (InputStream in =
        RestartTest.class.getResourceAsStream("/restart/restart-" + part + ".jsonl")) {
      lines = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", servers.kafka().bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      lines.lines().forEach(l -> producer.send(new ProducerRecord<>(name + ".perf", 0, null, l)));
    }
  }

  private long committed() throws Exception {
    try (Admin admin = servers.kafka().admin()) {
      Map<?, OffsetAndMetadata> offsets =
          admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata().get();
      return offsets.entrySet().stream()
          .filter(e -> e.getKey().toString().equals(name + ".perf-0"))
          .mapToLong(e -> e.getValue().offset())
          .sum();
    }
  }

  /** Requests, cost and timing of each window of {@code model=m}, by its start. */
  private Map<String, String> rows(String table) throws Exception {
    Map<String, String> rows = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection(url(), servers.postgresql().user(), "");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "select to_char(window_start at time zone 'UTC', 'HH24:MI'), requests,"
                    + " round(cost_usd_total::numeric, 9)::float8, pane from "
                    + table
                    + " where key = 'model=m,region=eu'")) {
      while (result.next()) {
        rows.put(
            result.getString(1),
            result.getLong(2) + " " + result.getDouble(3) + " " + result.getString(4));
      }
    }
    return rows;
  }

  private static void await(String what, CommandProcess process, Callable<Boolean> condition)
      throws Exception {
    long deadline = System.nanoTime() + 180_000_000_000L;
    while (!condition.call()) {
      assertThat(process.said(), process.isAlive(), is(true));
      assertThat(what + "\n" + process.said(), System.nanoTime() < deadline, is(true));
      Thread.sleep(200);
    }
  }
}
