package io.tidemark.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class LocalServersTest {

  private static final int SIGINT = 2;

  @Test
  void brokerAndDatabaseKeepTheirDataOverACrashAndLeaveNothingBehind() throws Exception {
    Path directory;
    List<ProcessHandle> processes;
    try (LocalServers servers = LocalServers.start()) {
      directory = servers.directory().path();
      servers.kafka().createTopic("t", 1);
      send(servers.kafka(), "first");
      execute(servers.postgresql(), "create table t as select 7 as n");

      servers.kafka().kill();
      servers.kafka().start();
      servers.postgresql().stop();
      servers.postgresql().start();

      send(servers.kafka(), "second");
      assertThat(receive(servers.kafka(), 2), contains("first", "second"));
      assertThat(number(servers.postgresql(), "select n from t"), is(7));
      processes = ProcessHandle.current().descendants().toList();
    }
    assertThat(Files.exists(directory), is(false));
    assertThat(processes.stream().filter(ProcessHandle::isAlive).toList(), equalTo(List.of()));
  }

  @Test
  void serversAndDirectoryGoWhenTheParentIsKilled() throws Exception {
    assertNothingIsLeftAfter("-KILL");
  }

  @Test
  void serversAndDirectoryGoOnCtrlC() throws Exception {
    assumeFalse(isInterruptIgnored(), "SIGINT is ignored here, as in what a script runs with &");
    assertNothingIsLeftAfter("-INT");
  }

  /** A process passes that on to its children, and their JVMs leave it at that. */
  private static boolean isInterruptIgnored() throws Exception {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
          .anyMatch(ignored -> (ignored & 1L << (SIGINT - 1)) != 0);
    }
  }

  private static void assertNothingIsLeftAfter(String signal) throws Exception {
    Process parent = startParent();
    List<String> facts = new ArrayList<>();
    try (BufferedReader output =
        new BufferedReader(new InputStreamReader(parent.getInputStream(), UTF_8))) {
      for (String line = output.readLine(); line != null && !line.equals("ready"); ) {
        facts.add(line);
        line = output.readLine();
      }
      List<ProcessHandle> processes =
          Stream.concat(
                  parent.descendants(),
                  facts.stream().skip(1).flatMap(p -> ProcessHandle.of(Long.parseLong(p)).stream()))
              .toList();
      assertThat("broker, warden, postmaster: " + facts, processes.size() >= 3, is(true));
      new ProcessBuilder("kill", signal, Long.toString(parent.pid())).start().waitFor();
      assertGone(Path.of(facts.get(0)), processes);
    } finally {
      parent.destroyForcibly();
    }
  }

  private static void assertGone(Path directory, List<ProcessHandle> processes) throws Exception {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (Instant.now().isBefore(deadline)
        && (Files.exists(directory) || processes.stream().anyMatch(ProcessHandle::isAlive))) {
      Thread.sleep(50);
    }
    assertThat(processes.stream().filter(ProcessHandle::isAlive).toList(), equalTo(List.of()));
    assertThat(Files.exists(directory), is(false));
  }

  private static Process startParent() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            Parent.class.getName())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** A process that starts both servers, says where and which, and waits to be killed. */
  static final class Parent {
    public static void main(String[] args) throws Exception {
      LocalServers servers = LocalServers.start();
      Path directory = servers.directory().path();
      System.out.println(directory);
      System.out.println(servers.kafka().pid());
      System.out.println(
          Files.readAllLines(directory.resolve("postgresql/data/postmaster.pid")).get(0).trim());
      System.out.println("ready");
      Thread.sleep(Duration.ofMinutes(5).toMillis());
    }
  }

  private static void send(EmbeddedKafka kafka, String value) throws Exception {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      producer.send(new ProducerRecord<>("t", value)).get();
    }
  }

  private static List<String> receive(EmbeddedKafka kafka, int count) {
    List<String> values = new ArrayList<>();
    TopicPartition partition = new TopicPartition("t", 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      for (int polls = 0; polls < 50 && values.size() < count; polls++) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
          values.add(record.value());
        }
      }
    }
    return values;
  }

  private static void execute(EmbeddedPostgresql postgresql, String sql) throws SQLException {
    try (Connection connection = postgresql.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int number(EmbeddedPostgresql postgresql, String sql) throws SQLException {
    try (Connection connection = postgresql.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
