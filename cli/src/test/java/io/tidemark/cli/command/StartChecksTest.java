package io.tidemark.cli.command;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.tidemark.runners.launch.MainJob;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code run} says before it starts, on a broker with logins that makes no topic by itself.
 */
class StartChecksTest {
  private static final String PASSWORD = "marked-pass-4711";
  private static WorkDirectory work;
  private static EmbeddedKafka kafka;
  private static String brokers;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    work = WorkDirectory.create();
    kafka =
        EmbeddedKafka.start(
            work, Map.of("admin", PASSWORD, "reader", PASSWORD, "nobody", PASSWORD));
    brokers = kafka.bootstrapServers();
  }

  @AfterAll
  static void stop() {
    kafka.close();
    work.close();
  }

  private record Answer(int code, String text, long seconds) {}

  private static Answer run(String... options) {
    StringWriter errors = new StringWriter();
    long start = System.nanoTime();
    List<String> arguments = new ArrayList<>(List.of("run", "--runner=flink"));
    arguments.addAll(List.of(options));
    if (!arguments.toString().contains("--bootstrapServers=")) {
      arguments.add("--bootstrapServers=" + brokers);
    }
    int code =
        Tidemark.commands(MainJob::launcher)
            .setErr(new PrintWriter(errors, true))
            .execute(arguments.toArray(String[]::new));
    return new Answer(
        code,
        errors.toString().replace("tidemark run: ", "").replace("Try 'tidemark run --help'.\n", ""),
        (System.nanoTime() - start) / 1_000_000_000L);
  }

  private static void assertRefused(int code, String text, Answer answer) {
    assertThat(answer.text(), equalTo(text + "\n"));
    assertThat(answer.code(), is(code));
    assertThat(answer.text(), not(containsString(PASSWORD)));
    assertThat(answer.seconds(), lessThan(20L));
  }

  private String file(Map<String, String> properties) throws Exception {
    Path file = Files.createTempFile(directory, "client", ".properties");
    return Files.writeString(
            file,
            new TreeMap<>(properties)
                .entrySet().stream()
                    .map(p -> p.getKey() + "=" + p.getValue())
                    .collect(Collectors.joining("\n")))
        .toString();
  }

  private String login(String user, String password) throws Exception {
    return file(EmbeddedKafka.login(user, password));
  }

  @Test
  void aFileThatDoesNotExistIsNamedWithItsOption() {
    for (String option : new String[] {"consumerConfigFile", "producerConfigFile"}) {
      assertRefused(
          2,
          "--" + option + " is /no/such, which does not exist: needed is a file that can be read",
          run("--" + option + "=/no/such"));
    }
  }

  @Test
  void aDirectoryAndAnEmptyFileAreNoProperties() throws Exception {
    assertRefused(
        2,
        "--consumerConfigFile is "
            + directory
            + ", which is a directory: needed is a file that can be read",
        run("--consumerConfigFile=" + directory));
    String empty = file(Map.of());
    assertRefused(
        2,
        "--producerConfigFile is "
            + empty
            + ", which has no properties, lines of NAME=VALUE: needed is a file that can be read",
        run("--producerConfigFile=" + empty));
  }

  @Test
  void anEmptyPasswordFileIsRefused() throws Exception {
    String empty = file(Map.of());
    assertRefused(
        2,
        "--jdbcPasswordFile is "
            + empty
            + ", which has an empty first line, where the password stands: needed is a file that"
            + " can be read",
        run("--jdbcPasswordFile=" + empty, "--jdbcUrl=jdbc:postgresql://127.0.0.1:1/none"));
  }

  @Test
  void aSlipInTheNameOfAPropertyIsAnsweredWithTheLikelyOne() throws Exception {
    String slip = file(Map.of("securty.protocol", "SASL_PLAINTEXT"));
    assertRefused(
        2,
        "--consumerConfigFile is "
            + slip
            + ", which sets securty.protocol, which is no property: did you mean"
            + " security.protocol?",
        run("--consumerConfigFile=" + slip));
  }

  @Test
  void aWrongValueIsAnsweredWithWhatIsAllowed() throws Exception {
    String wrong = file(Map.of("security.protocol", "SASL_PLAINTEX"));
    Answer answer = run("--producerConfigFile=" + wrong);
    assertThat(answer.code(), is(2));
    assertThat(answer.text(), containsString("--producerConfigFile is " + wrong));
    assertThat(answer.text(), containsString("SASL_PLAINTEX for configuration security.protocol"));
  }

  @Test
  void anEntryOfJaasThatIsNoneIsRefusedWithoutItsPassword() throws Exception {
    Map<String, String> broken = new TreeMap<>(EmbeddedKafka.login("admin", PASSWORD));
    broken.computeIfPresent("sasl.jaas.config", (name, value) -> value.replace(";", ""));
    Answer answer = run("--consumerConfigFile=" + file(broken));
    assertThat(answer.text(), containsString("JAAS"));
    assertThat(answer.text(), not(containsString(PASSWORD)));
    assertThat(answer.code(), is(2));
  }

  @Test
  void aKeyStoreThatIsNotThereIsNamed() throws Exception {
    Answer answer =
        run(
            "--consumerConfigFile="
                + file(
                    Map.of(
                        "security.protocol", "SSL",
                        "ssl.truststore.location", "/no/such.jks",
                        "ssl.truststore.password", PASSWORD)));
    assertThat(answer.text(), containsString("/no/such.jks"));
    assertThat(answer.text(), not(containsString(PASSWORD)));
    assertThat(answer.code(), is(2));
  }

  @Test
  void aWrongPasswordIsRefusedOnceAndNotShown() throws Exception {
    String wrong = login("admin", "marked-wrong-0815");
    Answer answer = run("--consumerConfigFile=" + wrong);
    assertRefused(
        1,
        "the brokers at "
            + brokers
            + " refuse the connection (security.protocol=SASL_PLAINTEXT, sasl.mechanism=PLAIN;"
            + " --consumerConfigFile="
            + wrong
            + "): Authentication failed: Invalid username or password; correct security.protocol,"
            + " sasl.mechanism and sasl.jaas.config there",
        answer);
    assertThat(answer.text(), not(containsString("marked-wrong-0815")));
  }

  @Test
  void aClientWithoutLoginIsAnsweredWithinSeconds() {
    assertRefused(
        1,
        "the brokers at "
            + brokers
            + " take connections, but do not answer in Kafka's protocol within 8 s"
            + " (security.protocol=PLAINTEXT; no --consumerConfigFile is given): give the"
            + " security.protocol of the listener, and look whether the addresses that the brokers"
            + " advertise can be reached from here",
        run());
  }

  @Test
  void encryptionAgainstAPortWithoutItIsRefused() throws Exception {
    Answer answer = run("--consumerConfigFile=" + file(Map.of("security.protocol", "SSL")));
    assertThat(answer.text(), containsString("security.protocol=SSL"));
    assertThat(answer.text(), containsString("the brokers at " + brokers));
    assertThat(answer.code(), is(1));
    assertThat(answer.seconds(), lessThan(20L));
  }

  @Test
  void withoutAnyInputTopicTheCommandsAreGiven() throws Exception {
    assertRefused(
        1,
        "none of the topics to read exists on "
            + brokers
            + ": no-f, no-h, no-p. Name yours with --performanceTopic, --feedbackTopic, --healthTopic"
            + " or --otlpSpansTopic (one is enough), or make one:\n"
            + ("  kafka-topics.sh --bootstrap-server B --create --topic no-f\n"
                    + "  kafka-topics.sh --bootstrap-server B --create --topic no-h\n"
                    + "  kafka-topics.sh --bootstrap-server B --create --topic no-p")
                .replace("B", brokers),
        run(
            "--performanceTopic=no-p",
            "--feedbackTopic=no-f",
            "--healthTopic=no-h",
            "--consumerConfigFile=" + login("admin", PASSWORD)));
  }

  @Test
  void missingOutputTopicsAreNamedWithTheirCommands() throws Exception {
    create("own-a", 2);
    String admin = login("admin", PASSWORD);
    String command = "\n  kafka-topics.sh --bootstrap-server " + brokers + " --create --topic ";
    String rows =
        " --config cleanup.policy=compact --config delete.retention.ms=604800000 --config"
            + " min.compaction.lag.ms=86400000";
    assertRefused(
        1,
        "the brokers at "
            + brokers
            + " do not have topics that are written, a.performance, a.feedback, a.health,"
            + " a.dead-letters, a.progress, and --createTopics=false. Make them, or write none with"
            + " --publishChangelog=false:"
            + command
            + "a.performance --partitions 2"
            + rows
            + command
            + "a.feedback"
            + rows
            + command
            + "a.health"
            + rows
            + command
            + "a.dead-letters --partitions 2 --config cleanup.policy=delete --config"
            + " max.message.bytes=1114112 --config retention.ms=7776000000"
            + command
            + "a.progress --partitions 1 --config cleanup.policy=compact --config"
            + " segment.ms=3600000",
        run(
            "--performanceTopic=own-a",
            "--slidingSize=none",
            "--outputTopicPrefix=a",
            "--createTopics=false",
            "--consumerConfigFile=" + admin,
            "--producerConfigFile=" + admin));
  }

  @Test
  void missingOutputTopicsAreMadeWithTheirSettingsBeforeTheJobStarts() throws Exception {
    create("own-b", 4);
    String admin = login("admin", PASSWORD);
    // A cluster that does not answer is noticed after the checks.
    Answer answer =
        run(
            "--flinkMaster=127.0.0.1:1",
            "--performanceTopic=own-b",
            "--feedbackTopic=own-b",
            "--healthTopic=own-b",
            "--outputTopicPrefix=b",
            "--consumerConfigFile=" + admin,
            "--producerConfigFile=" + admin);
    assertThat(answer.text(), containsString("no JobManager answers"));
    List<String> made =
        List.of(
            "b.performance",
            "b.sliding",
            "b.anomalies",
            "b.feedback",
            "b.health",
            "b.dead-letters");
    try (Admin client = kafka.admin()) {
      Map<String, TopicDescription> topics = client.describeTopics(made).allTopicNames().get();
      for (String topic : made) {
        assertThat(topic, topics.get(topic).partitions().size(), is(4));
      }
      assertThat(setting(client, "b.sliding", "cleanup.policy"), is("compact"));
      assertThat(setting(client, "b.sliding", "delete.retention.ms"), is("604800000"));
      assertThat(setting(client, "b.dead-letters", "cleanup.policy"), is("delete"));
      assertThat(setting(client, "b.dead-letters", "retention.ms"), is("7776000000"));
      assertThat(setting(client, "b.dead-letters", "max.message.bytes"), is("1114112"));
      assertThat(setting(client, "b.progress", "cleanup.policy"), is("compact"));
      assertThat(
          client
              .describeTopics(List.of("b.progress"))
              .allTopicNames()
              .get()
              .get("b.progress")
              .partitions()
              .size(),
          is(1));
    }
  }

  @Test
  void brokersThatOnlyAClusterReachesAreNoReasonNotToSendTheJob() throws Exception {
    Answer answer = run("--bootstrapServers=127.0.0.1:1", "--flinkMaster=127.0.0.1:1");
    assertThat(answer.text(), containsString("no JobManager answers"));
  }

  @Test
  void whoMayNotMakeTopicsIsToldTheCommands() throws Exception {
    create("own-c", 1);
    allow("reader", ResourceType.TOPIC, "own-c", AclOperation.READ);
    allow("reader", ResourceType.GROUP, "tidemark", AclOperation.READ);
    allow("reader", ResourceType.TOPIC, "c.", AclOperation.DESCRIBE);
    String reader = login("reader", PASSWORD);
    Answer answer =
        run(
            "--performanceTopic=own-c",
            "--feedbackTopic=own-c",
            "--healthTopic=own-c",
            "--slidingSize=none",
            "--outputTopicPrefix=c",
            "--consumerConfigFile=" + reader,
            "--producerConfigFile=" + reader);
    assertThat(
        answer.text(),
        containsString(
            "do not have topics that are written, c.performance, c.feedback, c.health,"
                + " c.dead-letters, c.progress, and the brokers do not let this login make them ("));
    assertThat(answer.text(), containsString("--create --topic c.health --partitions 1"));
    assertThat(answer.code(), is(1));
  }

  @Test
  void aTopicThatMayNotBeReadIsNamed() throws Exception {
    create("own-d", 1);
    String nobody = login("nobody", PASSWORD);
    assertRefused(
        1,
        "the login (security.protocol=SASL_PLAINTEXT, sasl.mechanism=PLAIN;"
            + " --consumerConfigFile="
            + nobody
            + ") has no READ on own-d: grant it on the topic",
        run(
            "--performanceTopic=own-d",
            "--feedbackTopic=own-d",
            "--healthTopic=own-d",
            "--consumerConfigFile=" + nobody));
  }

  @Test
  void aGroupThatMayNotBeUsedIsNamed() throws Exception {
    create("own-e", 1);
    allow("reader", ResourceType.TOPIC, "own-e", AclOperation.READ);
    String reader = login("reader", PASSWORD);
    assertRefused(
        1,
        "the login (security.protocol=SASL_PLAINTEXT, sasl.mechanism=PLAIN;"
            + " --consumerConfigFile="
            + reader
            + ") may not use the consumer group other: grant it READ on the group, or name another"
            + " with --consumerGroup",
        run(
            "--performanceTopic=own-e",
            "--feedbackTopic=own-e",
            "--healthTopic=own-e",
            "--consumerGroup=other",
            "--consumerConfigFile=" + reader));
  }

  @Test
  void aServerThatIsNoDatabaseIsAnsweredWithoutThePasswordOfItsUrl() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Answer answer =
          run(
              "--input=" + file(Map.of("a", "b")),
              "--publishChangelog=false",
              "--jdbcUrl=jdbc:postgresql://127.0.0.1:"
                  + mute.getLocalPort()
                  + "/t?user=u&password="
                  + PASSWORD);
      assertThat(answer.text(), containsString("the database t at 127.0.0.1:"));
      assertThat(answer.text(), not(containsString(PASSWORD)));
      assertThat(answer.code(), is(1));
      assertThat(answer.seconds(), lessThan(20L));
    }
  }

  private static void create(String topic, int partitions) throws Exception {
    try (Admin client = kafka.admin()) {
      client.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
    }
  }

  private static String setting(Admin client, String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return client.describeConfigs(List.of(resource)).all().get().get(resource).get(name).value();
  }

  private static void allow(String user, ResourceType type, String prefix, AclOperation operation)
      throws Exception {
    try (Admin client = kafka.admin()) {
      client
          .createAcls(
              List.of(
                  new AclBinding(
                      new ResourcePattern(type, prefix, PatternType.PREFIXED),
                      new AccessControlEntry(
                          "User:" + user, "*", operation, AclPermissionType.ALLOW))))
          .all()
          .get();
    }
  }
}
