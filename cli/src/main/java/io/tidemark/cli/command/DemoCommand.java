package io.tidemark.cli.command;

import io.tidemark.cli.demo.Demo;
import io.tidemark.cli.terminal.Interrupts;
import io.tidemark.cli.terminal.Terminal;
import io.tidemark.pipelines.options.Durations;
import io.tidemark.runners.launch.MainJob;
import io.tidemark.runners.launch.PipelineLauncher;
import io.tidemark.runners.launch.UsageException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidemark demo}. */
@Command(
    name = "demo",
    description = {
      "Runs everything on this machine: Kafka, PostgreSQL, the pipeline and live traffic.",
      "",
      "No server has to be installed. A real Kafka broker and a real PostgreSQL are"
          + " started, events with disorder, duplicates, late and bad ones are sent, and the"
          + " pipeline runs on embedded Flink.",
      "",
      "The output follows one window: it opens early, settles on time, and when a late event"
          + " comes, its value is withdrawn and replaced. At the end come the current rows and"
          + " what became of every record sent. Nothing is left behind. It needs a heap of"
          + " 400 MB.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  tidemark demo              until Ctrl-C",
      "  tidemark demo --for 60s    a minute of traffic, then the current rows",
      "  tidemark demo --for 60s --keep    the same, and the servers stay"
    })
final class DemoCommand implements Callable<Integer> {
  private final Supplier<PipelineLauncher> launcher;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "How long events are sent, such as 60s or 5m. Default: until Ctrl-C.")
  Duration duration;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "The seed of the generated events: the same seed gives the same events. Default:"
              + " ${DEFAULT-VALUE}.")
  long seed;

  @Option(
      names = "--keep",
      description =
          "Leave broker and database up at the end, until Ctrl-C, with the commands to look at them.")
  boolean keep;

  @Option(
      names = "--otlp",
      description =
          "Send requests and feedback as the OpenTelemetry Collector does, as spans and log records.")
  boolean otlp;

  DemoCommand(Supplier<PipelineLauncher> launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws IOException, SQLException {
    if (duration != null && duration.isZero()) {
      throw new UsageException(
          "--for is "
              + Durations.text(duration.toMillis())
              + ": allowed is 1ms to 365d, such as 60s");
    }
    Demo demo =
        new Demo(
            launcher.get(),
            (jdbcUrl, user) -> MainJob.migrate(jdbcUrl, user, null),
            Terminal.standard(),
            Interrupts.listen());
    return demo.run(new Demo.Plan(duration, seed, keep, otlp)) ? 0 : 1;
  }
}
