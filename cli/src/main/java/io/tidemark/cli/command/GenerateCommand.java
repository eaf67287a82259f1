package io.tidemark.cli.command;

import io.tidemark.cli.terminal.Terminal;
import io.tidemark.pipelines.options.Allowed;
import io.tidemark.pipelines.options.Durations;
import io.tidemark.runners.launch.UsageException;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.Generator;
import io.tidemark.traffic.generate.GeneratorSettings;
import io.tidemark.traffic.generate.Incident;
import io.tidemark.traffic.generate.Kind;
import io.tidemark.traffic.generate.ModelProfile;
import io.tidemark.traffic.generate.Tardiness;
import io.tidemark.traffic.output.FileWriter;
import io.tidemark.traffic.output.OtlpRecords;
import io.tidemark.traffic.output.Pacer;
import io.tidemark.traffic.output.RecordWriter;
import io.tidemark.traffic.output.Speed;
import io.tidemark.traffic.output.TopicRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark generate}. */
@Command(
    name = "generate",
    abbreviateSynopsis = true,
    description = {
      "Generates LLM telemetry, the same for the same seed, into a file or Kafka.",
      "",
      "At the end it prints how many records of each kind it made, so that a run of the"
          + " pipeline can be reconciled with them:",
      "  read = aggregated + duplicates + dead letters",
      "A file gets the records of all three topics as JSON lines, in arrival order.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  A file of 50,000 events, about 17 minutes of event time:",
      "    tidemark generate --seed 7 --events 50000 --output events.jsonl",
      "  The same over a day:",
      "    tidemark generate --seed 7 --events 50000 --span 24h --output day.jsonl",
      "  The same with latencies that double for the ninth hour:",
      "    tidemark generate --seed 7 --events 50000 --span 24h \\",
      "      --incident latency@8h+1h --output slow.jsonl",
      "  Live, 500 a second from now on, one in a hundred droppably late:",
      "    tidemark generate --events 100000 --rate 500 --late-ratio 0.01 \\",
      "      --bootstrapServers localhost:9092"
    })
final class GenerateCommand implements Callable<Integer> {
  private static final long MOST_EVENTS = 1_000_000_000_000L;

  /** Of one per second; slower, a long run would leave the years that a timestamp can name. */
  private static final double LOWEST_RATE = 0.0001;

  private static final double HIGHEST_RATE = 10_000_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "The seed: the same seed and options give the same records. Default:"
              + " ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "The number of records, duplicates and bad ones included, 0 to 1000000000000. Default:"
              + " ${DEFAULT-VALUE}.")
  long events;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "The mean number of records written in a second, in bursts, 0.0001 to 10000000."
              + " Default: without pauses.")
  Double rate;

  @Option(
      names = "--event-rate",
      paramLabel = "N",
      description =
          "The mean number of records in a second of event time, 0.0001 to 10000000. Default: the"
              + " --rate into Kafka, otherwise 50.")
  Double eventRate;

  @Option(
      names = "--span",
      paramLabel = "DURATION",
      description = "The event time that all records span, in place of --event-rate.")
  Duration span;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description =
          "The event time of the first record. Default: 2026-01-05T00:00:00Z, so that a file is"
              + " repeatable; with --rate into Kafka, now.")
  Instant start;

  @Option(
      names = "--models",
      split = ",",
      paramLabel = "MODEL",
      description =
          "The models that requests are made to, separated by commas. Default: all known ones.")
  List<ModelProfile> models;

  @Option(
      names = "--think-time",
      paramLabel = "DURATION",
      defaultValue = "2m",
      description =
          "The median time between two feedbacks of a session; long pauses and very long sessions"
              + " scale with it. Default: ${DEFAULT-VALUE}.")
  Duration thinkTime;

  @Option(
      names = "--late-ratio",
      paramLabel = "R",
      description = "The fraction of records that are droppably late, 0 to 1. Default: 0.002.")
  Double lateRatio;

  @Option(
      names = "--straggler-ratio",
      paramLabel = "R",
      description = "The fraction that is late within the allowed lateness, 0 to 1. Default: 0.01.")
  Double stragglerRatio;

  @Option(
      names = "--disorder-ratio",
      paramLabel = "R",
      description =
          "The fraction that is out of order within the watermark's delay, 0 to 1. Default: 0.05.")
  Double disorderRatio;

  @Option(
      names = "--duplicate-ratio",
      paramLabel = "R",
      description = "The fraction that repeats an earlier record, 0 to 1. Default: 0.01.")
  Double duplicateRatio;

  @Option(
      names = "--malformed-ratio",
      paramLabel = "R",
      description = "The fraction that cannot be decoded, 0 to 1. Default: 0.002.")
  Double malformedRatio;

  @Option(
      names = "--invalid-ratio",
      paramLabel = "R",
      description = "The fraction with a value outside its range, 0 to 1. Default: 0.001.")
  Double invalidRatio;

  @Option(
      names = "--future-ratio",
      paramLabel = "R",
      description = "The fraction with an event time decades ahead, 0 to 1. Default: 0.0005.")
  Double futureRatio;

  @Option(
      names = "--foreign-ratio",
      paramLabel = "R",
      defaultValue = "0.04",
      description =
          "The fraction in another form, half of it as envelope, half as CloudEvent, 0 to 1."
              + " Default: ${DEFAULT-VALUE}.")
  Double foreignRatio;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "NATIVE",
      description =
          "What is written, native or otlp: as OpenTelemetry's Collector writes spans and logs in"
              + " JSON, to the topics otlp_spans and otlp_logs; health stays native. Default:"
              + " ${DEFAULT-VALUE}.")
  Format format;

  @Option(
      names = "--incident",
      paramLabel = "KIND@START+LENGTH",
      description =
          "A time in which requests are not as usual, such as latency@8h+1h: latency takes twice as"
              + " long, errors fails one in ten, cost is three times as high, traffic is half. START"
              + " is after the start of all. May be given several times. Default: none.")
  List<Incident> incidents = List.of();

  @Option(
      names = "--max-delay",
      paramLabel = "FEED=DURATION",
      description =
          "The delay of the pipeline's watermark, which lateness is measured by. Default:"
              + " performance=2m feedback=10m health=10s.")
  Map<Feed, Duration> maxDelay = Map.of();

  @Option(
      names = "--allowed-lateness",
      paramLabel = "FEED=DURATION",
      description =
          "The allowed lateness of the pipeline. Default: performance=2m feedback=10m health=30s.")
  Map<Feed, Duration> allowedLateness = Map.of();

  @Option(
      names = "--window",
      paramLabel = "FEED=DURATION",
      description =
          "The longest window of the pipeline, or its session gap. Default: performance=15m"
              + " feedback=30m health=1m.")
  Map<Feed, Duration> window = Map.of();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The file that records are written to; - is standard output.")
  String output;

  @Mixin KafkaTarget kafka;

  private final Terminal terminal = Terminal.standard();

  /** What records are written as. */
  enum Format {
    NATIVE,
    OTLP
  }

  @Override
  public Integer call() throws IOException {
    checkTarget();
    Generator generator = new Generator(settings(Instant.now()));
    try (RecordWriter writer = open();
        Terminal.Progress progress = terminal.progress("generate", "records", events)) {
      Pacer pacer = new Pacer(speed());
      while (generator.hasNext()) {
        Generated record = generator.next();
        pacer.await(record.arrivalMillis());
        writer.write(format == Format.OTLP ? OtlpRecords.of(record) : TopicRecord.of(record));
        progress.step();
      }
    }
    terminal.say(generator.injected().table());
    return 0;
  }

  private void checkTarget() {
    if ((output == null) == (kafka.bootstrapServers == null)) {
      throw new UsageException(
          (output == null ? "neither" : "both")
              + " --output and --bootstrapServers given: needed is one of them");
    }
    if (span != null && (eventRate != null || span.isZero() || events == 0)) {
      throw new UsageException(
          "--span is "
              + Durations.text(span.toMillis())
              + ": allowed is 1ms to 365d, without --event-rate, with --events above 0");
    }
    checkRate("--rate", rate);
    checkRate("--event-rate", eventRate);
    if (events < 0 || events > MOST_EVENTS) {
      throw new UsageException("--events is " + events + ": allowed is 0 to " + MOST_EVENTS);
    }
    if (thinkTime.isZero()) {
      throw new UsageException("--think-time is 0s: allowed is 1ms to 365d");
    }
  }

  private static void checkRate(String option, Double value) {
    if (value != null && !(value >= LOWEST_RATE && value <= HIGHEST_RATE)) {
      throw new UsageException(
          option
              + " is "
              + Allowed.plain(value)
              + ": allowed is "
              + Allowed.plain(LOWEST_RATE)
              + " to "
              + Allowed.plain(HIGHEST_RATE)
              + " per second");
    }
  }

  private RecordWriter open() throws IOException {
    if (output == null) {
      return kafka.open();
    }
    return output.equals("-") ? FileWriter.to(System.out) : FileWriter.to(Path.of(output));
  }

  private boolean live() {
    return rate != null && output == null;
  }

  private double effectiveEventRate() {
    if (span != null) {
      return events / (span.toMillis() / 1e3);
    }
    return eventRate != null ? eventRate : live() ? rate : 50;
  }

  private Speed speed() {
    return rate == null ? Speed.MAX : new Speed(rate / effectiveEventRate());
  }

  GeneratorSettings settings(Instant now) {
    GeneratorSettings settings =
        new GeneratorSettings()
            .seed(seed)
            .events(events)
            .start(start != null ? start : live() ? now : GeneratorSettings.DEFAULT_START)
            .eventRate(effectiveEventRate())
            .thinkTime(thinkTime)
            .incidents(incidents)
            .foreignRatio(checkRatio("--foreign-ratio", foreignRatio));
    if (models != null) {
      settings.models(models);
    }
    setRatios(settings);
    for (Feed feed : Feed.values()) {
      settings.tardiness(feed, tardiness(feed));
    }
    return settings;
  }

  private void setRatios(GeneratorSettings settings) {
    ratio(settings, Kind.DROPPABLY_LATE, "--late-ratio", lateRatio);
    ratio(settings, Kind.STRAGGLER, "--straggler-ratio", stragglerRatio);
    ratio(settings, Kind.DISORDERED, "--disorder-ratio", disorderRatio);
    ratio(settings, Kind.DUPLICATE, "--duplicate-ratio", duplicateRatio);
    ratio(settings, Kind.MALFORMED, "--malformed-ratio", malformedRatio);
    ratio(settings, Kind.INVALID, "--invalid-ratio", invalidRatio);
    ratio(settings, Kind.FUTURE, "--future-ratio", futureRatio);
  }

  private static void ratio(GeneratorSettings settings, Kind kind, String option, Double value) {
    if (value != null) {
      settings.ratio(kind, checkRatio(option, value));
    }
  }

  private static double checkRatio(String option, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new UsageException(option + " is " + Allowed.plain(value) + ": allowed is 0 to 1");
    }
    return value;
  }

  private Tardiness tardiness(Feed feed) {
    Tardiness defaults = Tardiness.defaults(feed);
    return new Tardiness(
        window.getOrDefault(feed, defaults.window()),
        maxDelay.getOrDefault(feed, defaults.maxDelay()),
        allowedLateness.getOrDefault(feed, defaults.allowedLateness()));
  }
}
