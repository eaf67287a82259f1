package io.tidemark.cli.command;

import io.tidemark.cli.demo.Demo;
import io.tidemark.cli.terminal.Durations;
import io.tidemark.cli.terminal.Interrupts;
import io.tidemark.cli.terminal.Terminal;
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
      "Everything on this machine, with no server installed: a real Kafka broker, a real PostgreSQL,",
      "live events with disorder, duplicates, late and bad ones, and the pipeline on embedded Flink.",
      "",
      "Shows windows open early, settle on time and be corrected late; at the end the rows that",
      "stand, and what became of every record sent. Leaves nothing behind.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  tidemark demo              until Ctrl-C",
      "  tidemark demo --for 60s    a minute of traffic, then the rows that stand"
    })
final class DemoCommand implements Callable<Integer> {
  private final Supplier<PipelineLauncher> launcher;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "How long events are sent, like 60s or 5m. Default: until Ctrl-C.")
  Duration duration;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Of the events. Default: ${DEFAULT-VALUE}.")
  long seed;

  DemoCommand(Supplier<PipelineLauncher> launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() throws IOException, SQLException {
    if (duration != null && duration.isZero()) {
      throw new UsageException(
          "--for is " + Durations.text(duration) + ": allowed is more than 0, like 60s");
    }
    Demo demo =
        new Demo(
            launcher.get(),
            (jdbcUrl, user) -> MainJob.migrate(jdbcUrl, user, null),
            Terminal.standard(),
            Interrupts.listen());
    return demo.run(duration, seed) ? 0 : 1;
  }
}
