package io.tidemark.sql;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.tidemark.runners.launch.MainJob;
import io.tidemark.runners.launch.Runner;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import io.tidemark.system.Deadline;
import io.tidemark.system.LocalCluster;
import io.tidemark.system.ModelEvent;
import io.tidemark.system.Published;
import io.tidemark.system.Sample;
import io.tidemark.system.Sent;
import io.tidemark.system.SmallWindows;
import io.tidemark.system.StreamRun;
import io.tidemark.system.TableRows;
import io.tidemark.system.Verdicts;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.Generator;
import io.tidemark.traffic.generate.GeneratorSettings;
import io.tidemark.traffic.generate.Kind;
import io.tidemark.traffic.output.Pacer;
import io.tidemark.traffic.output.Speed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.types.Row;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two main jobs read the same events, one publishing at least once, one exactly once. Their
 * TaskManagers are lost, each in turn. At the end Flink SQL, which knows nothing of Tidemark, adds
 * up what either topic says.
 *
 * <p>No event is too late, so the truth is the sum of all. Stragglers are held back until every
 * window is on time: they make late panes whatever the pace of the machine.
 *
 * <p>Needs {@code -Dtidemark.long=true}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfSystemProperty(named = "tidemark.long", matches = "true")
class FlinkSqlReaderTest {
  private static final String OFTEN = "often";
  private static final String ONCE = "once";
  private static final List<String> STREAMS =
      List.of("performance", "sliding", "feedback", "health");
  private static final int PARTITIONS = StreamRun.PARTITIONS;
  private static final int RATE = 300;
  private static final double SPEED = 2.5;
  private static final int SLICE = 6 * RATE;
  private static final int TASK_MANAGERS = 2;
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String NEVER_LATE = "1h";

  private final WorkDirectory directory = WorkDirectory.create();
  private final EmbeddedKafka kafka = EmbeddedKafka.start(directory);
  private final List<Sent> sent = new ArrayList<>();
  private final List<Generated> stragglers = new ArrayList<>();
  private final Map<Feed, Integer> dealt = new EnumMap<>(Feed.class);
  private LocalCluster cluster;
  private KafkaProducer<byte[], byte[]> producer;
  private Collection<ModelEvent> requests;
  private String missing;

  @BeforeAll
  void runThroughCrashes() throws Exception {
    long start = System.nanoTime();
    cluster = LocalCluster.start(TASK_MANAGERS, 2);
    for (Feed feed : Feed.values()) {
      kafka.createTopic(feed.topic(), PARTITIONS);
    }
    launch(OFTEN, "AT_LEAST_ONCE");
    launch(ONCE, "EXACTLY_ONCE");
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    long first = System.nanoTime();
    Generator generator = new Generator(events());
    Pacer pacer = new Pacer(new Speed(SPEED));
    send(generator, pacer);
    await(this::unpublished);
    for (int crashes = 0; crashes < TASK_MANAGERS; crashes++) {
      send(generator, pacer);
      cluster.replaceTaskManager();
      send(generator, pacer);
      await(this::unrecovered);
    }
    await(this::early);
    stragglers.forEach(this::send);
    producer.flush();
    long last = System.nanoTime();
    missing = await(this::unlike);
    long settled = System.nanoTime();
    System.out.printf(
        "FlinkSqlReaderTest: started %.1f s, %,d records and %d crashes in %.1f s, settled %.1f s"
            + " later; at least once, %d changes of performance came again%n",
        (first - start) / 1e9,
        sent.size(),
        TASK_MANAGERS,
        (last - first) / 1e9,
        (settled - last) / 1e9,
        published(OFTEN).changes("performance").broken().size());
  }

  private interface Look {
    String missing(String prefix) throws Exception;
  }

  private static String await(Look look) throws Exception {
    return Deadline.in(PATIENCE).await(() -> look.missing(OFTEN) + look.missing(ONCE));
  }

  private void launch(String prefix, String delivery) throws Exception {
    for (String output :
        List.of("performance", "sliding", "feedback", "health", "anomalies", "dead-letters")) {
      kafka.createTopic(prefix + "." + output, PARTITIONS);
    }
    Map<String, String> options = new TreeMap<>();
    SmallWindows.OPTIONS.forEach(o -> options.put(o.replaceAll("=.*", ""), o));
    for (String more :
        List.of(
            "--performanceAllowedLateness=" + NEVER_LATE,
            "--anomalyAllowedLateness=" + NEVER_LATE,
            "--feedbackAllowedLateness=" + NEVER_LATE,
            "--healthAllowedLateness=" + NEVER_LATE,
            "--bootstrapServers=" + kafka.bootstrapServers(),
            "--consumerGroup=" + prefix,
            "--outputTopicPrefix=" + prefix,
            "--changelogDelivery=" + delivery,
            "--jobName=" + prefix,
            "--checkpointingInterval=2000",
            "--minPauseBetweenCheckpoints=500",
            "--parallelism=2",
            "--flinkMaster=" + cluster.master(),
            "--filesToStage=" + LocalCluster.nothingToStage(directory.path()),
            "--attachedMode=false")) {
      options.put(more.replaceAll("=.*", ""), more);
    }
    MainJob.launcher().launch(Runner.FLINK, List.copyOf(options.values()));
  }

  private static GeneratorSettings events() {
    Instant start = Instant.now().minus(Duration.ofMinutes(10));
    return SmallWindows.events(Long.MAX_VALUE, RATE, start).ratio(Kind.DROPPABLY_LATE, 0);
  }

  private void send(Generator generator, Pacer pacer) {
    for (int i = 0; i < SLICE; i++) {
      Generated record = generator.next();
      pacer.await(record.arrivalMillis());
      if (record.kind() == Kind.STRAGGLER) {
        stragglers.add(record);
      } else {
        send(record);
      }
    }
  }

  private void send(Generated record) {
    int partition = dealt.merge(record.feed(), 1, Integer::sum) % PARTITIONS;
    producer.send(new ProducerRecord<>(record.feed().topic(), partition, null, record.bytes()));
    sent.add(new Sent(record, ""));
  }

  private Published published(String prefix) {
    return new Published(kafka.bootstrapServers(), prefix);
  }

  private String unpublished(String prefix) throws Exception {
    return published(prefix).changes("performance").rows().isEmpty() ? prefix + " published" : "";
  }

  /** The rows count all requests sent so far: some of them were sent after the crash. */
  private String unrecovered(String prefix) throws Exception {
    long counted = TableRows.events(published(prefix).changes("performance").rows());
    long accepted = accepted(Feed.PERFORMANCE).size();
    return counted == accepted ? "" : "%s: %d of %d requests".formatted(prefix, counted, accepted);
  }

  private String early(String prefix) throws Exception {
    return published(prefix).changes("performance").rows().values().stream()
            .anyMatch(row -> row.get("pane").equals("EARLY"))
        ? prefix + ": on-time panes"
        : "";
  }

  private Collection<ModelEvent> accepted(Feed feed) {
    return new Verdicts(sent, List.of()).accepted(feed, "");
  }

  /** What the topics say that the model does not. */
  private String unlike(String prefix) throws Exception {
    requests = accepted(Feed.PERFORMANCE);
    Map<String, Map<String, Map<String, Object>>> expected =
        Map.of(
            "performance", SmallWindows.MODEL.performance(requests),
            "sliding", SmallWindows.MODEL.sliding(requests),
            "feedback", SmallWindows.MODEL.feedback(accepted(Feed.FEEDBACK)),
            "health", SmallWindows.MODEL.health(accepted(Feed.HEALTH)));
    List<String> differences = new ArrayList<>();
    for (String stream : STREAMS) {
      if (prefix.equals(OFTEN) && stream.equals("feedback")) {
        continue; // A session from before a crash may be left over.
      }
      differences.addAll(
          TableRows.differences(
              expected.get(stream), published(prefix).changes(stream).rows(), TableRows.WRITING));
    }
    return differences.isEmpty() ? "" : prefix + ": " + differences;
  }

  @AfterAll
  void stop() throws Exception {
    try (directory;
        kafka;
        LocalCluster jobs = cluster;
        KafkaProducer<byte[], byte[]> sender = producer) {
      // Closed in reverse.
    }
  }

  @Test
  void bothTopicsConsolidateToTheModel() {
    assertThat(missing, is(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {OFTEN, ONCE})
  void earlyOnTimeAndLatePanesHaveFlowed(String prefix) throws Exception {
    assertThat(published(prefix).panes("performance"), is(Set.of("EARLY", "ON_TIME", "LATE")));
  }

  @Test
  void exactlyOnceEveryDeadLetterIsThereOnce() throws Exception {
    long spoiled = sent.stream().filter(Sent::isSpoiled).count();
    assertThat(published(ONCE).deadLetters().size(), is((int) spoiled));
    assertThat(published(ONCE).size("dead-letters"), is((int) spoiled));
  }

  @ParameterizedTest
  @ValueSource(strings = {"performance", "sliding", "feedback", "health"})
  void exactlyOnceEveryChangeFollowsFromThoseBeforeIt(String stream) throws Exception {
    assertThat(published(ONCE).changes(stream).broken(), is(empty()));
  }

  @Test
  void flinkSqlAddsUpTopicsOfExactlyOnce() throws Exception {
    assertSumsAreTheModels(FlinkSql.template("exactly-once.sql"), ONCE);
  }

  @Test
  void flinkSqlAddsUpTopicsOfAtLeastOnceByPrimaryKey() throws Exception {
    assertSumsAreTheModels(FlinkSql.template("at-least-once.sql"), OFTEN);
  }

  private void assertSumsAreTheModels(FlinkSql program, String prefix) throws Exception {
    Map<String, Row> standing =
        program
            .with("tidemark.performance", prefix + ".performance")
            .with("localhost:9092", kafka.bootstrapServers())
            .bounded()
            .standing();
    Map<String, List<ModelEvent>> byModel =
        requests.stream()
            .collect(
                Collectors.groupingBy(e -> e.text("model"), TreeMap::new, Collectors.toList()));
    assertThat(standing.keySet(), is(byModel.keySet()));
    byModel.forEach(
        (model, events) -> {
          Row row = standing.get(model);
          double cost = Sample.of(events, "cost").sum();
          assertThat(model, row.getField("requests"), is((long) events.size()));
          assertThat(model, row.getFieldAs("cost_usd"), is(closeTo(cost, 1e-9 * cost)));
        });
  }
}
