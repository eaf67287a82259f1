package io.tidemark.cli.command;

import io.tidemark.cli.check.NewestRecords;
import io.tidemark.cli.check.RecordChecker;
import io.tidemark.config.ConfigFiles;
import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.EventRules;
import io.tidemark.pipelines.decode.EventSchema;
import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.pipelines.source.file.RecordFile;
import io.tidemark.runners.launch.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidemark check}. */
@Command(
    name = "check",
    description = {
      "Says of each record what the pipeline would make of it.",
      "",
      "It reads files as run --input does, standard input as -, or the newest records of a topic, and"
          + " prints a line for each event with its stream, event time and series, or the reason"
          + " of its dead letter. Nothing is written, and no offset is committed. Whether an"
          + " event is late is not judged: that depends on the watermark.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 if every record is an event, 1 if there are dead letters or no",
      "records, 2 for a wrong command line.",
      "",
      "Examples:",
      "  tidemark check sample.jsonl",
      "  zcat events.jsonl.gz | tidemark check --rejected -",
      "  tidemark check --mapping=gateway.json gateway.log",
      "  tidemark check --bootstrapServers=localhost:9092 --topic=perf-metrics",
      "  tidemark check --config=prod.yaml --topic=perf-metrics",
      "  tidemark check --schema > events.schema.json"
    })
final class CheckCommand implements Callable<Integer> {
  private static final long MOST_RECORDS = 1_000_000;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Files to check; - is standard input.")
  List<String> files = List.of();

  @Option(
      names = {"--bootstrapServers", "--bootstrap-servers"},
      paramLabel = "HOST:PORT[,…]",
      description = "The brokers of the topic to check, in place of files.")
  String bootstrapServers;

  @Option(names = "--topic", paramLabel = "TOPIC", description = "The topic to check.")
  String topic;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "How many of the newest records of each partition are checked, 1 to 1000000. Default:"
              + " ${DEFAULT-VALUE}.")
  long records;

  @Option(
      names = "--consumerConfigFile",
      paramLabel = "FILE",
      description = "A file of Kafka consumer properties, such as SASL and SSL.")
  Path consumerConfigFile;

  @Option(
      names = "--mapping",
      paramLabel = "FILE[,FILE]",
      description =
          "Files that say which field of an event is which value of another program's JSON, or"
              + " litellm, as run takes them.")
  String mapping;

  @Option(
      names = "--schema",
      description = "Print the JSON Schema of the events that a producer had best write.")
  boolean schema;

  @Option(names = "--rejected", description = "Print the dead letters alone, and the summary.")
  boolean rejected;

  @Option(
      names = "--maxRecordBytes",
      paramLabel = "N",
      defaultValue = "1048576",
      description =
          "The length of the longest record that is decoded, in bytes. Default: ${DEFAULT-VALUE}.")
  int maxRecordBytes;

  @Option(
      names = "--maxFutureSkew",
      paramLabel = "DURATION",
      defaultValue = "1h",
      description =
          "How far event times may be ahead of the clock of this machine. Default:"
              + " ${DEFAULT-VALUE}.")
  Duration maxFutureSkew;

  @Mixin ConfigOption config;

  @Spec CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (schema) {
      try (InputStream json = EventSchema.open()) {
        out.print(new String(json.readAllBytes(), StandardCharsets.UTF_8));
      }
      out.flush();
      return 0;
    }
    takeFromFiles(ConfigOption.checked(config.read(), List.of()));
    checkOptions();
    RecordChecker checker =
        new RecordChecker(
            Decoders.standard(maxRecordBytes, rules()),
            new FutureLimit(maxFutureSkew.toMillis()),
            Clock.systemUTC(),
            rejected,
            out::println);
    if (topic != null) {
      NewestRecords.read(consumerProperties(), topic, records, checker::check);
    }
    for (String file : files) {
      try (InputStream input = open(file)) {
        checkRecords(file.equals("-") ? "stdin" : file, input, checker);
      }
    }
    out.println(checker.summary());
    out.flush();
    return checker.allAccepted() && checker.records() > 0 ? 0 : 1;
  }

  /** The brokers of a file are asked only for a topic: they are no reason to read no FILE. */
  private void takeFromFiles(ConfigFiles read) {
    read.of("mapping").filter(s -> mapping == null).ifPresent(s -> mapping = s.value());
    read.of("maxRecordBytes")
        .filter(s -> !isGiven("--maxRecordBytes"))
        .ifPresent(s -> maxRecordBytes = Integer.parseInt(s.value()));
    read.of("maxFutureSkew")
        .filter(s -> !isGiven("--maxFutureSkew"))
        .ifPresent(s -> maxFutureSkew = Converters.duration(s.value()));
    if (topic != null) {
      read.of("bootstrapServers")
          .filter(s -> bootstrapServers == null)
          .ifPresent(s -> bootstrapServers = s.value());
      read.of("consumerConfigFile")
          .filter(s -> consumerConfigFile == null)
          .ifPresent(s -> consumerConfigFile = Path.of(s.value()));
    }
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private void checkOptions() {
    if (files.isEmpty() == (topic == null)) {
      throw new UsageException(
          (topic == null ? "neither" : "both") + " FILE and --topic given: needed is one of them");
    }
    if ((topic == null) != (bootstrapServers == null)) {
      throw new UsageException("--topic and --bootstrapServers are needed together");
    }
    if (records < 1 || records > MOST_RECORDS) {
      throw new UsageException("--records is " + records + ": allowed is 1 to " + MOST_RECORDS);
    }
    if (maxRecordBytes < 1) {
      throw new UsageException("--maxRecordBytes is " + maxRecordBytes + ": allowed is 1 or more");
    }
    for (String file : files) {
      if (!file.equals("-")
          && (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file)))) {
        throw new UsageException("FILE is " + file + ": needed is a file that can be read");
      }
    }
  }

  private EventRules rules() {
    try {
      EventRules rules = EventRules.DEFAULT;
      return new EventRules(
          rules.utcWithoutOffset(), rules.dimensions(), EventRules.mappings(mapping));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private Properties consumerProperties() throws IOException {
    Properties properties = KafkaTarget.properties("--consumerConfigFile", consumerConfigFile);
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return properties;
  }

  private static InputStream open(String file) throws IOException {
    return file.equals("-") ? System.in : Files.newInputStream(Path.of(file));
  }

  private void checkRecords(String name, InputStream input, RecordChecker checker)
      throws IOException {
    RecordFile.forEach(
        name,
        input,
        maxRecordBytes,
        (number, bytes) ->
            checker.check(
                name + ":" + number, new RawRecord(name, 0, number, -1, Map.of(), bytes)));
  }
}
