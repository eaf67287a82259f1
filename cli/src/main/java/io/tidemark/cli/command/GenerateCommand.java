package io.tidemark.cli.command;

import io.tidemark.cli.terminal.Durations;
import io.tidemark.cli.terminal.Terminal;
import io.tidemark.runners.launch.UsageException;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.Generator;
import io.tidemark.traffic.generate.GeneratorSettings;
import io.tidemark.traffic.generate.Kind;
import io.tidemark.traffic.generate.ModelProfile;
import io.tidemark.traffic.generate.Tardiness;
import io.tidemark.traffic.output.FileWriter;
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
    description = {
      "Synthetic LLM telemetry, the same for the same seed, to a file or to Kafka.",
      "",
      "At the end it prints what it injected, so that a run can be reconciled:",
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
      "  Live, 500 a second from now on, one in a hundred droppably late:",
      "    tidemark generate --events 100000 --rate 500 --late-ratio 0.01 \\",
      "      --bootstrapServers localhost:9092"
    })
final class GenerateCommand implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Default: ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Records in all, duplicates and bad ones included. Default: ${DEFAULT-VALUE}.")
  long events;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Mean events per second of processing time, in bursts. Default: no pause.")
  Double rate;

  @Option(
      names = "--event-rate",
      paramLabel = "N",
      description =
          "Mean events per second of event time. Default: the --rate into Kafka, otherwise 50.")
  Double eventRate;

  @Option(
      names = "--span",
      paramLabel = "DURATION",
      description = "The event time that all events take together, in place of --event-rate.")
  Duration span;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description =
          "Event time of the first event. Default: now with --rate into Kafka, otherwise"
              + " 2026-01-05T00:00:00Z, so that a file is repeatable.")
  Instant start;

  @Option(
      names = "--models",
      split = ",",
      paramLabel = "MODEL",
      description = "Of these models only, by commas. Default: all that are known.")
  List<ModelProfile> models;

  @Option(
      names = "--think-time",
      paramLabel = "DURATION",
      defaultValue = "2m",
      description =
          "Median time between two feedbacks of a session; long pauses and marathon sessions scale"
              + " with it. Default: ${DEFAULT-VALUE}.")
  Duration thinkTime;

  @Option(
      names = "--late-ratio",
      paramLabel = "R",
      description = "Droppably late records, 0 to 1. Default: 0.002.")
  Double lateRatio;

  @Option(
      names = "--straggler-ratio",
      paramLabel = "R",
      description = "Late, within the allowed lateness. Default: 0.01.")
  Double stragglerRatio;

  @Option(
      names = "--disorder-ratio",
      paramLabel = "R",
      description = "Out of order, within the watermark's delay. Default: 0.05.")
  Double disorderRatio;

  @Option(
      names = "--duplicate-ratio",
      paramLabel = "R",
      description = "Earlier records once more. Default: 0.01.")
  Double duplicateRatio;

  @Option(
      names = "--malformed-ratio",
      paramLabel = "R",
      description = "Not decodable. Default: 0.002.")
  Double malformedRatio;

  @Option(
      names = "--invalid-ratio",
      paramLabel = "R",
      description = "A value outside its range. Default: 0.001.")
  Double invalidRatio;

  @Option(
      names = "--future-ratio",
      paramLabel = "R",
      description = "Event time decades ahead. Default: 0.0005.")
  Double futureRatio;

  @Option(
      names = "--foreign-ratio",
      paramLabel = "R",
      defaultValue = "0.04",
      description = "Half as envelope, half as CloudEvent. Default: ${DEFAULT-VALUE}.")
  Double foreignRatio;

  @Option(
      names = "--max-delay",
      paramLabel = "FEED=DURATION",
      description =
          "The pipeline's watermark delay. Default: performance=2m feedback=10m health=10s.")
  Map<Feed, Duration> maxDelay = Map.of();

  @Option(
      names = "--allowed-lateness",
      paramLabel = "FEED=DURATION",
      description = "The pipeline's lateness. Default: performance=2m feedback=10m health=30s.")
  Map<Feed, Duration> allowedLateness = Map.of();

  @Option(
      names = "--window",
      paramLabel = "FEED=DURATION",
      description =
          "The pipeline's longest window, or session gap. Default: performance=15m feedback=30m"
              + " health=1m.")
  Map<Feed, Duration> window = Map.of();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write to this file, or to standard output for -.")
  String output;

  @Mixin KafkaTarget kafka;

  private final Terminal terminal = Terminal.standard();

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
        writer.write(TopicRecord.of(record));
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
              + Durations.text(span)
              + ": allowed is more than 0, without --event-rate, with --events above 0");
    }
    checkRate("--rate", rate);
    checkRate("--event-rate", eventRate);
    if (events < 0) {
      throw new UsageException("--events is " + events + ": allowed is 0 or more");
    }
    if (thinkTime.isZero()) {
      throw new UsageException("--think-time is 0: allowed is 1ms or more");
    }
  }

  private static void checkRate(String option, Double value) {
    if (value != null && !(value > 0 && Double.isFinite(value))) {
      throw new UsageException(option + " is " + value + ": allowed is more than 0 per second");
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
      throw new UsageException(option + " is " + value + ": allowed is 0 to 1");
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
