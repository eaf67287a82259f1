package io.tidemark.servers;

import io.tidemark.broker.BrokerMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A real Kafka broker (KRaft, one node) in a process of its own, on 127.0.0.1, open to all or with
 * users, passwords and rights.
 *
 * <pre>{@code
 * try (WorkDirectory directory = WorkDirectory.create();
 *     EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
 *   kafka.createTopic("perf-metrics", 3);
 *   use(kafka.bootstrapServers());
 * }
 * }</pre>
 *
 * <p>After {@link #stop()} or {@link #kill()}, {@link #start()} starts the same broker again, with
 * the same port and data. Topics exist only if they were created, and no record is deleted for its
 * age.
 *
 * <p>Cost: some seconds to start, and at most 512 MB of heap.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final String CLUSTER_ID = "dGlkZW1hcmstZGVtby0wMQ";
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_GRACE = Duration.ofSeconds(10);

  private final Path directory;
  private final int port;
  private final int controllerPort;
  private final Map<String, String> passwords;
  private Process process;

  private EmbeddedKafka(Path directory, Map<String, String> passwords) {
    this.directory = directory;
    this.passwords = passwords;
    int[] ports = FreePorts.two();
    this.port = ports[0];
    this.controllerPort = ports[1];
  }

  /**
   * Starts a new, empty broker in {@code kafka} below the directory, and returns when it answers.
   */
  public static EmbeddedKafka start(WorkDirectory directory) {
    return start(directory, Map.of());
  }

  /**
   * Starts a broker that asks for a login (SASL/PLAIN, without TLS). {@code admin} may do
   * everything, another user only what is granted to it.
   *
   * @param passwords by user; if not empty, {@code admin} is among them
   */
  public static EmbeddedKafka start(WorkDirectory directory, Map<String, String> passwords) {
    EmbeddedKafka kafka =
        new EmbeddedKafka(directory.path().resolve("kafka"), new TreeMap<>(passwords));
    kafka.start();
    return kafka;
  }

  /** Returns the properties by which a client logs in as this user. */
  public static Map<String, String> login(String user, String password) {
    return Map.of(
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "PLAIN",
        "sasl.jaas.config", jaas(user, password, ""));
  }

  private static String jaas(String user, String password, String others) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
        + user
        + "\" password=\""
        + password
        + "\""
        + others
        + ";";
  }

  /** Returns {@code 127.0.0.1:PORT}, which is the same after a restart. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Returns the process id of the broker. */
  public long pid() {
    return process.pid();
  }

  /**
   * Starts the stopped broker again, and returns when it answers.
   *
   * @throws IllegalStateException if it already runs
   */
  public synchronized void start() {
    if (process != null && process.isAlive()) {
      throw new IllegalStateException("the broker on port " + port + " already runs");
    }
    try {
      Files.createDirectories(data());
      Files.writeString(properties(), settings());
      process = launch();
      Files.writeString(directory.resolve("broker.pid"), process.pid() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the broker in " + directory, e);
    }
    awaitReady();
  }

  /** Stops the broker in order (SIGTERM), and kills it if that takes longer than 10 s. */
  public synchronized void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    }
  }

  /** Ends the broker as a crash would (SIGKILL). */
  public synchronized void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Kills the broker, whose data is removed with the work directory. */
  @Override
  public void close() {
    kill();
  }

  /** Creates an empty topic. */
  public void createTopic(String name, int partitions) {
    createTopic(name, partitions, Map.of());
  }

  /** Creates an empty topic with these settings. */
  public void createTopic(String name, int partitions, Map<String, String> settings) {
    try (Admin admin = admin()) {
      NewTopic topic = new NewTopic(name, partitions, (short) 1).configs(settings);
      admin.createTopics(List.of(topic)).all().get();
    } catch (ExecutionException e) {
      throw new ServerFailure("cannot create topic " + name, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerFailure("interrupted while creating topic " + name, e);
    }
  }

  /** Returns a new admin client, which the caller closes. */
  public Admin admin() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    properties.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200);
    if (!passwords.isEmpty()) {
      properties.putAll(login("admin", passwords.get("admin")));
    }
    return Admin.create(properties);
  }

  private Process launch() throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-Xmx512m",
                "-XX:+UseSerialGC",
                // The broker starts sooner, and the processors are left to the pipeline.
                "-XX:TieredStopAtLevel=1",
                // What it unpacks there would stay, as it is killed.
                "-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-cp",
                Installation.brokerClassPath(),
                BrokerMain.class.getName()));
    arguments.addAll(List.of(CLUSTER_ID, data().toString(), properties().toString()));
    return Installation.java("INT HUP", arguments)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private void awaitReady() {
    long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (!listens()) {
      check(deadline);
    }
    try (Admin admin = admin()) {
      while (!answers(admin)) {
        check(deadline);
      }
    }
  }

  private void check(long deadline) {
    if (!process.isAlive()) {
      throw ServerFailure.withLog("the broker ended with " + process.exitValue(), log());
    }
    if (System.nanoTime() > deadline) {
      kill();
      throw ServerFailure.withLog("the broker did not answer within " + START_TIMEOUT, log());
    }
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
      throw new ServerFailure("interrupted while the broker started", e);
    }
  }

  /**
   * Returns whether something listens on the port. The admin client comes later, because it logs a
   * warning for every connection that is refused.
   */
  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean answers(Admin admin) {
    try {
      return !admin.describeCluster().nodes().get(1, TimeUnit.SECONDS).isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The pause that follows throws.
      return false;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path properties() {
    return directory.resolve("server.properties");
  }

  private Path log() {
    return directory.resolve("broker.log");
  }

  private String settings() {
    return passwords.isEmpty() ? common("PLAINTEXT") : common("SASL_PLAINTEXT") + security();
  }

  private String security() {
    StringBuilder users = new StringBuilder();
    passwords.forEach((user, password) -> users.append(" user_" + user + "=\"" + password + "\""));
    return """
        sasl.enabled.mechanisms=PLAIN
        sasl.mechanism.inter.broker.protocol=PLAIN
        listener.name.sasl_plaintext.plain.sasl.jaas.config=%s
        authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
        super.users=User:admin;User:ANONYMOUS
        """
        .formatted(jaas("admin", passwords.get("admin"), users.toString()));
  }

  private String common(String protocol) {
    return """
        process.roles=broker,controller
        node.id=1
        controller.quorum.voters=1@127.0.0.1:%2$d
        listeners=%4$s://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
        advertised.listeners=%4$s://127.0.0.1:%1$d
        controller.listener.names=CONTROLLER
        inter.broker.listener.name=%4$s
        listener.security.protocol.map=%4$s:%4$s,CONTROLLER:PLAINTEXT
        log.dirs=%3$s
        auto.create.topics.enable=false
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        group.initial.rebalance.delay.ms=0
        log.retention.ms=-1
        """
        .formatted(port, controllerPort, data(), protocol);
  }
}
