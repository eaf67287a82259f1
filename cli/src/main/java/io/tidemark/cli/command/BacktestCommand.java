package io.tidemark.cli.command;

import io.tidemark.config.ConfigFiles;
import io.tidemark.pipelines.Backtest;
import io.tidemark.pipelines.Settings;
import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.options.Durations;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.pipelines.source.file.RecordFile;
import io.tidemark.runners.launch.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code tidemark backtest}. */
@Command(
    name = "backtest",
    description = {
      "Says which anomalies these thresholds would have found in the past.",
      "",
      "It reads requests from files as run --input does, in any order, judges their sliding windows"
          + " as the pipeline would, and prints for each metric how many windows were judged,"
          + " warned of and critical, then each incident in a sentence. Nothing is written.",
      "",
      "It takes these options of the pipeline, as run does: dimensions, slidingSize,"
          + " slidingPeriod, relativeError, maxRecordBytes, maxFutureSkew,"
          + " timestampsWithoutOffset, mapping, prices, dimensionValues, anomalyMethod,"
          + " anomalyMinRequests, anomalyWarmUp, anomalyAlpha, warningZScore and criticalZScore."
          + " Of a configuration file it takes the same.",
      ""
    },
    footer = {
      "",
      "Exit codes: 0 for done, 1 if there was no request, 2 for a wrong command line.",
      "",
      "Examples:",
      "  tidemark backtest --input=last-week.jsonl.gz",
      "  tidemark backtest --input=mon.jsonl --input=tue.jsonl --warningZScore=4",
      "  tidemark backtest --input=last-week.jsonl.gz --anomalyMethod=ZSCORE"
    })
final class BacktestCommand implements Callable<Integer> {

  /** The options of the pipeline that decide what is judged, and how. */
  private static final List<String> TAKEN =
      List.of(
          "dimensions",
          "slidingSize",
          "slidingPeriod",
          "relativeError",
          "maxRecordBytes",
          "maxFutureSkew",
          "timestampsWithoutOffset",
          "mapping",
          "prices",
          "dimensionValues",
          "anomalyMethod",
          "anomalyMinRequests",
          "anomalyWarmUp",
          "anomalyAlpha",
          "warningZScore",
          "criticalZScore");

  @Option(
      names = "--input",
      paramLabel = "FILE",
      required = true,
      description = "A file of requests; may be given several times.")
  List<Path> files;

  @Mixin ConfigOption config;

  @Spec CommandSpec spec;

  @Unmatched List<String> arguments = new ArrayList<>();

  private ConfigFiles configured;
  private long requests;
  private long deadLetters;

  @Override
  public Integer call() throws IOException {
    TidemarkOptions options = options();
    Settings settings = checked(() -> Settings.from(options));
    Backtest test = checked(() -> Backtest.of(settings));
    for (Path file : files) {
      if (!Files.isReadable(file) || Files.isDirectory(file)) {
        throw new UsageException("--input is " + file + ": needed is a file that can be read");
      }
      try (InputStream input = Files.newInputStream(file)) {
        read(file.toString(), input, options, settings.decoders(), test);
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    new BacktestReport(test.report()).lines().forEach(out::println);
    out.println("%,d requests, %,d dead letters".formatted(requests, deadLetters));
    out.flush();
    return requests > 0 ? 0 : 1;
  }

  private TidemarkOptions options() {
    for (String argument : arguments) {
      String name = argument.replaceFirst("^--", "").replaceFirst("=.*", "");
      if (!argument.startsWith("--") || !argument.contains("=") || !TAKEN.contains(name)) {
        throw new UsageException(
            argument + " is no option: allowed are --" + String.join("=, --", TAKEN) + "=");
      }
    }
    configured = ConfigOption.checked(config.read(), List.of());
    try {
      return PipelineOptionsFactory.fromArgs(
              configured.arguments(Set.copyOf(TAKEN), arguments).toArray(String[]::new))
          .as(TidemarkOptions.class);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage());
    }
  }

  private <T> T checked(Supplier<T> made) {
    try {
      return made.get();
    } catch (IllegalArgumentException e) {
      throw new UsageException(configured.placed(e.getMessage(), arguments));
    }
  }

  private void read(
      String name, InputStream input, TidemarkOptions options, Decoders decoders, Backtest test)
      throws IOException {
    FutureLimit limit = new FutureLimit(Durations.millis(options.getMaxFutureSkew()).orElseThrow());
    Clock clock = Clock.systemUTC();
    RecordFile.forEach(
        name,
        input,
        options.getMaxRecordBytes(),
        (number, bytes) -> {
          RawRecord record = new RawRecord(name, 0, number, -1, Map.of(), bytes);
          for (Decoded decoded : decoders.decode(record)) {
            take(limit.check(decoded, clock.millis()), test);
          }
        });
  }

  private void take(Decoded decoded, Backtest test) {
    if (decoded instanceof Decoded.Rejected) {
      deadLetters++;
    } else if (decoded instanceof Decoded.Event event
        && event.event() instanceof PerformanceMetrics request) {
      test.add(request);
      requests++;
    }
  }
}
