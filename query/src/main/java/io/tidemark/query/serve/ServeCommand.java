package io.tidemark.query.serve;

import io.tidemark.query.row.Stream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code tidemark serve}. */
@Command(
    name = "tidemark serve",
    mixinStandardHelpOptions = true,
    version = "tidemark 0.2.0",
    usageHelpWidth = 80,
    sortOptions = false,
    description = {
      "Answers over HTTP what stands, what stood, and what is final. Reads the",
      "changelog topics and the tables that run writes, and never asks the job.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  tidemark serve --bootstrapServers=localhost:9092 \\",
      "    --jdbcUrl=jdbc:postgresql://localhost/tidemark --jdbcUser=tidemark",
      "  curl localhost:8480/v1/windows/performance?dimension.model=gpt-4o",
      "",
      "SIGTERM and Ctrl-C end it when the requests that run are answered.",
      "Exit codes: 0 for ended, 1 for failed, 2 for a wrong command line."
    })
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "A configuration file, the same that run takes; may be given several times.",
        "A later one wins, and the command line wins over all."
      })
  private List<Path> configFiles; // Read before the arguments are, by ConfiguredArguments.

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8480",
      description = "Where to answer; beyond this machine only with --tokenFile. ${DEFAULT-VALUE}")
  private Address listen;

  @Option(
      names = "--bootstrapServers",
      paramLabel = "HOST:PORT,…",
      description =
          "The brokers of the changelog topics. Without them every answer is from the database.")
  private String bootstrapServers;

  @Option(
      names = "--outputTopicPrefix",
      paramLabel = "PREFIX",
      defaultValue = "tidemark",
      description = "The first part of the names of the topics. ${DEFAULT-VALUE}")
  private String topicPrefix;

  @Option(
      names = "--consumerConfigFile",
      paramLabel = "FILE",
      description = "Properties of Kafka consumers, such as those of a login.")
  private Path consumerConfigFile;

  @Option(
      names = "--producerConfigFile",
      paramLabel = "FILE",
      description = "Properties of the Kafka producer that redrives dead letters.")
  private Path producerConfigFile;

  @Option(
      names = "--jdbcUrl",
      paramLabel = "URL",
      description =
          "The database of the tables. Without it, only what the topics still have is served.")
  private String jdbcUrl;

  @Option(names = "--jdbcUser", paramLabel = "USER", description = "Its user.")
  private String jdbcUser;

  @Option(
      names = "--jdbcPasswordFile",
      paramLabel = "FILE",
      description = "A file with the password of that user.")
  private Path jdbcPasswordFile;

  @Option(
      names = "--performanceTopic",
      paramLabel = "TOPIC",
      defaultValue = "perf-metrics",
      description = "What the job reads requests from, as run has it. ${DEFAULT-VALUE}")
  private String performanceTopic;

  @Option(
      names = "--feedbackTopic",
      paramLabel = "TOPIC",
      defaultValue = "user-feedback",
      description = "What it reads feedback from. ${DEFAULT-VALUE}")
  private String feedbackTopic;

  @Option(
      names = "--healthTopic",
      paramLabel = "TOPIC",
      defaultValue = "system-health",
      description = "What it reads health from. ${DEFAULT-VALUE}")
  private String healthTopic;

  @Option(
      names = "--otlpSpansTopic",
      paramLabel = "TOPIC",
      description = "What it reads OpenTelemetry spans from.")
  private String otlpSpansTopic;

  @Option(
      names = "--otlpLogsTopic",
      paramLabel = "TOPIC",
      description = "What it reads OpenTelemetry log records from.")
  private String otlpLogsTopic;

  @Option(
      names = "--hotMaxBytes",
      paramLabel = "SIZE",
      defaultValue = "512MB",
      converter = SizeConverter.class,
      description =
          "The most bytes of rows in memory; the oldest windows leave first. ${DEFAULT-VALUE}")
  private long hotMaxBytes;

  @Option(
      names = "--hotMaxAge",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description =
          "How long after its end a window is held in memory, in event time. ${DEFAULT-VALUE}")
  private Duration hotMaxAge;

  @Option(
      names = "--warmPath",
      paramLabel = "DIRECTORY",
      defaultValue = "none",
      description =
          "Where rows of more days are kept on disk; one process at a time. ${DEFAULT-VALUE}")
  private String warmPath;

  @Option(
      names = "--warmMaxBytes",
      paramLabel = "SIZE",
      defaultValue = "1GB",
      converter = SizeConverter.class,
      description =
          "The most bytes of rows on disk; the oldest windows leave first. ${DEFAULT-VALUE}")
  private long warmMaxBytes;

  @Option(
      names = "--warmMaxAge",
      paramLabel = "DURATION",
      defaultValue = "7d",
      description =
          "How long after its start a window is kept on disk, in event time. ${DEFAULT-VALUE}")
  private Duration warmMaxAge;

  @Option(
      names = "--tokenFile",
      paramLabel = "FILE",
      description =
          "Who may do what: tokens with their scopes, hashed. Read again when it changes.")
  private Path tokenFile;

  @Option(
      names = "--allowedOrigins",
      paramLabel = "ORIGIN,…",
      split = ",",
      description = "Web pages of other origins that may read answers. None by default.")
  private List<String> allowedOrigins = List.of();

  @Option(
      names = "--tlsCertificate",
      paramLabel = "FILE",
      description = "A PEM file of the certificate chain; with --tlsKey.")
  private Path tlsCertificate;

  @Option(names = "--tlsKey", paramLabel = "FILE", description = "A PEM file of its private key.")
  private Path tlsKey;

  @Option(
      names = "--endWithInput",
      hidden = true,
      description =
          "Ends when standard input does, which is when the process that started it ends.")
  private boolean endWithInput;

  @Override
  public Integer call() throws Exception {
    Settings settings = settings();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  asked.countDown();
                  await(ended);
                },
                "end"));
    if (endWithInput) {
      Parent.whenGone(asked::countDown);
    }
    try (Service service = Service.start(settings, line -> say(line))) {
      asked.await();
      say("ending: requests that run are answered first");
    } finally {
      ended.countDown();
    }
    return 0;
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }

  private static void await(CountDownLatch ended) {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Checks what can be checked before anything starts. */
  private Settings settings() {
    if (bootstrapServers == null && jdbcUrl == null) {
      throw usage("--bootstrapServers or --jdbcUrl is needed: there is nothing to serve");
    }
    if ((tlsCertificate == null) != (tlsKey == null)) {
      throw usage("--tlsCertificate and --tlsKey are needed both, or none of them");
    }
    for (Path file :
        new Path[] {
          consumerConfigFile,
          producerConfigFile,
          jdbcPasswordFile,
          tokenFile,
          tlsCertificate,
          tlsKey
        }) {
      if (file != null && !Files.isReadable(file)) {
        throw usage("file " + file + " cannot be read");
      }
    }
    return new Settings(
        listen.host(),
        listen.port(),
        bootstrapServers == null
            ? null
            : new Settings.Kafka(
                bootstrapServers, topicPrefix, consumerConfigFile, producerConfigFile),
        jdbcUrl == null ? null : new Settings.Database(jdbcUrl, jdbcUser, jdbcPasswordFile),
        inputs(),
        hotMaxBytes,
        hotMaxAge,
        warmPath.equals("none")
            ? null
            : new Settings.Warm(Path.of(warmPath), warmMaxBytes, warmMaxAge),
        tokenFile,
        allowedOrigins,
        tlsCertificate == null ? null : new Settings.Tls(tlsCertificate, tlsKey));
  }

  /** Which topics can hold the windows of a stream back. */
  private Map<Stream, Set<String>> inputs() {
    Set<String> requests = topics(performanceTopic, otlpSpansTopic);
    return Map.of(
        Stream.PERFORMANCE,
        requests,
        Stream.SLIDING,
        requests,
        Stream.FEEDBACK,
        topics(feedbackTopic, otlpLogsTopic),
        Stream.HEALTH,
        topics(healthTopic, null));
  }

  private static Set<String> topics(String own, @Nullable String otlp) {
    return otlp == null ? Set.of(own) : Set.of(own, otlp);
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
