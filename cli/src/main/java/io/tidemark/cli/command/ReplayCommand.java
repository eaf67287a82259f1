package io.tidemark.cli.command;

import io.tidemark.cli.terminal.Terminal;
import io.tidemark.runners.launch.UsageException;
import io.tidemark.traffic.output.FileWriter;
import io.tidemark.traffic.output.Pacer;
import io.tidemark.traffic.output.RecordWriter;
import io.tidemark.traffic.output.Speed;
import io.tidemark.traffic.replay.TraceFormat;
import io.tidemark.traffic.replay.TraceLines;
import io.tidemark.traffic.replay.TraceReader;
import io.tidemark.traffic.replay.TraceSettings;
import io.tidemark.traffic.replay.TraceSettings.Latency;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark replay}. */
@Command(
    name = "replay",
    abbreviateSynopsis = true,
    description = {
      "Replays a recorded trace into Kafka, or into a file of native events.",
      "",
      "Event times are those of the trace. Where a trace has no latency, model or id, these"
          + " are derived by a rule that is printed first and named in metadata.derived of"
          + " each event.",
      ""
    },
    footer = {
      "",
      "Formats:",
      "  native     JSON lines of events, such as generate writes; sent as they are",
      "  azure-llm  CSV TIMESTAMP,ContextTokens,GeneratedTokens; times without an",
      "             offset are read as UTC",
      "  mooncake   JSON lines with timestamp in ms, input_length, output_length",
      "  burstgpt   CSV Timestamp in s, Model, Request tokens, Response tokens, and",
      "             Elapsed time in s where the trace has it",
      "Files that gzip has compressed are read as they are, and so are pipes.",
      "",
      "Examples:",
      "  tidemark replay AzureLLMInferenceTrace_code.csv --format=azure-llm \\",
      "    --speed=60x --bootstrapServers=localhost:9092",
      "  tidemark replay trace.jsonl --format=mooncake --start=2026-02-01T00:00:00Z \\",
      "    --output=events.jsonl"
    })
final class ReplayCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The trace to replay.")
  Path file;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "The format of the trace: native, azure-llm, mooncake or burstgpt. Default: told by the"
              + " first line.")
  TraceFormat format;

  @Option(
      names = "--speed",
      paramLabel = "60x|max",
      defaultValue = "max",
      description =
          "How many seconds of event time are sent in one second. Default: ${DEFAULT-VALUE},"
              + " without pauses.")
  Speed speed;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      defaultValue = "",
      description =
          "The name of the model, for a trace without one. Default: azure-code or mooncake, by"
              + " the format.")
  String model;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      defaultValue = "2026-01-05T00:00:00Z",
      description =
          "The event time of timestamp 0 of a mooncake or burstgpt trace. Default: ${DEFAULT-VALUE}.")
  Instant start;

  @Option(
      names = "--latency",
      paramLabel = "zero|derived",
      defaultValue = "derived",
      description =
          "The latency_ms of events where the trace has none: 0, or 100 + 20 x output tokens."
              + " Default:"
              + " ${DEFAULT-VALUE}.")
  String latency;

  @Option(
      names = "--key-by",
      paramLabel = "pseudo-user:N",
      description =
          "Spread the requests over N pseudo-users, 1 to 999999, named in the field service: u and"
              + " at least two digits, which are the first 8 hexadecimal digits of the MD5 of the"
              + " row number (from 0), modulo N.")
  String keyBy;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "The file that native events are written to, in place of Kafka.")
  Path output;

  @Mixin KafkaTarget kafka;

  private final Terminal terminal = Terminal.standard();

  @Override
  public Integer call() throws IOException {
    checkTarget();
    long sent;
    try (TraceLines lines = TraceLines.open(file)) {
      sent = replay(lines);
    }
    terminal.say("%,d events replayed from %s".formatted(sent, file));
    return 0;
  }

  private long replay(TraceLines lines) throws IOException {
    TraceReader reader = format(lines).reader(settings());
    terminal.say(reader.statement());
    Pacer pacer = new Pacer(speed);
    try (RecordWriter writer = output == null ? kafka.open() : FileWriter.to(output);
        Terminal.Progress progress = terminal.progress("replay", "events", lines())) {
      return reader.readAll(
          lines,
          record -> {
            pacer.await(record.timeMillis());
            writer.write(record);
            progress.step();
          });
    }
  }

  private TraceFormat format(TraceLines lines) {
    if (format != null || lines.peek() == null) {
      return format == null ? TraceFormat.NATIVE : format;
    }
    try {
      return TraceFormat.of(lines.peek());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--format is missing, and in " + file + " " + e.getMessage(), e);
    }
  }

  private void checkTarget() {
    if (!Files.isReadable(file)) {
      throw new UsageException("FILE is " + file + ": needed is a file that can be read");
    }
    if ((output == null) == (kafka.bootstrapServers == null)) {
      throw new UsageException(
          (output == null ? "neither" : "both")
              + " --output and --bootstrapServers given: needed is one of them");
    }
  }

  private TraceSettings settings() {
    return TraceSettings.of(String.valueOf(file.getFileName()))
        .withModel(model)
        .withStart(start)
        .withLatency(latency())
        .withPseudoUsers(keyBy == null ? 0 : pseudoUsers());
  }

  private Latency latency() {
    return switch (latency) {
      case "zero" -> Latency.ZERO;
      case "derived" -> Latency.DERIVED;
      default ->
          throw new UsageException("--latency is '" + latency + "': allowed are zero, derived");
    };
  }

  private int pseudoUsers() {
    try {
      return Converters.pseudoUsers(keyBy);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--key-by: " + e.getMessage(), e);
    }
  }

  /** Counted only where a progress bar shows it. */
  private long lines() throws IOException {
    if (!terminal.interactive() || !Files.isRegularFile(file)) {
      return -1;
    }
    try (TraceLines lines = TraceLines.open(file)) {
      return lines.count();
    }
  }
}
