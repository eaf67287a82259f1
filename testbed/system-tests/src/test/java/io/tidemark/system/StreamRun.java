package io.tidemark.system;

import io.tidemark.runners.launch.MainJob;
import io.tidemark.runners.launch.PipelineLauncher.RunningJob;
import io.tidemark.runners.launch.Runner;
import io.tidemark.servers.LocalServers;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Generated;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The main job on Flink, from topics of its own into a database of its own.
 *
 * <p>Records are sent to the partitions in turn, so that the events of a key come from all
 * partitions, and each partition keeps the order of arrival.
 */
public final class StreamRun implements AutoCloseable {
  public static final int PARTITIONS = 3;

  private final LocalServers servers;
  private final String name;
  private final KafkaProducer<byte[], byte[]> producer;
  private final RunningJob job;
  private final List<Generated> records = new ArrayList<>();
  private final List<Future<RecordMetadata>> places = new ArrayList<>();
  private final Map<Feed, Integer> dealt = new EnumMap<>(Feed.class);

  private StreamRun(LocalServers servers, String name, RunningJob job) {
    this.servers = servers;
    this.name = name;
    this.job = job;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                servers.kafka().bootstrapServers(),
                "linger.ms",
                5,
                "compression.type",
                "lz4"),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /**
   * Creates topics and tables and starts the job.
   *
   * @param name the database, and the first part of the names of topics
   */
  static StreamRun start(LocalServers servers, String name, List<String> options)
      throws SQLException, IOException {
    createDatabase(servers, name);
    List<String> arguments = new ArrayList<>(options);
    for (Feed feed : Feed.values()) {
      servers.kafka().createTopic(topic(name, feed), PARTITIONS);
      arguments.add("--" + feed.name().toLowerCase(Locale.ROOT) + "Topic=" + topic(name, feed));
    }
    for (String output :
        List.of("performance", "sliding", "feedback", "health", "anomalies", "dead-letters")) {
      servers.kafka().createTopic(name + "." + output, PARTITIONS);
    }
    arguments.add("--outputTopicPrefix=" + name);
    arguments.add("--bootstrapServers=" + servers.kafka().bootstrapServers());
    arguments.add("--jdbcUrl=" + jdbcUrl(servers, name));
    arguments.add("--jdbcUser=" + servers.postgresql().user());
    arguments.add("--stateDir=none");
    return new StreamRun(servers, name, MainJob.launcher().launch(Runner.FLINK, arguments));
  }

  /** Creates a database with the tables of the job, which are empty. */
  static void createDatabase(LocalServers servers, String name) throws SQLException, IOException {
    try (Connection connection = servers.postgresql().connect();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    MainJob.migrate(jdbcUrl(servers, name), servers.postgresql().user(), null);
  }

  static String jdbcUrl(LocalServers servers, String name) {
    return servers.postgresql().jdbcUrl().replaceAll("postgres$", name);
  }

  static Connection connect(LocalServers servers, String name) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(servers, name), servers.postgresql().user(), "");
  }

  private static String topic(String name, Feed feed) {
    return name + "." + feed.topic();
  }

  Connection connect() throws SQLException {
    return connect(servers, name);
  }

  /** Returns the changes and dead letters that the run publishes. */
  Published published() {
    return new Published(servers.kafka().bootstrapServers(), name);
  }

  void send(Generated record) {
    records.add(record);
    places.add(send(record.feed(), record.bytes()));
  }

  Future<RecordMetadata> send(Feed feed, byte[] value) {
    int partition = dealt.merge(feed, 1, Integer::sum) % PARTITIONS;
    return producer.send(new ProducerRecord<>(topic(name, feed), partition, null, value));
  }

  /** Returns all records sent, when the broker has stored them. */
  List<Sent> sent() throws Exception {
    producer.flush();
    List<Sent> sent = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      RecordMetadata place = places.get(i).get();
      sent.add(
          new Sent(records.get(i), Sent.place(place.topic(), place.partition(), place.offset())));
    }
    return sent;
  }

  /** Fails if the job has failed; the log of Flink has the reason. */
  void check() {
    if (job.hasFailed()) {
      throw new AssertionError("the job has failed; its exception is in the log above");
    }
  }

  @Override
  public void close() {
    producer.close();
    job.cancel();
  }
}
