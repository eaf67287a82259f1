package io.tidemark.cli.command;

import io.tidemark.cli.terminal.Interrupts;
import io.tidemark.cli.terminal.JsonLog;
import io.tidemark.cli.terminal.Terminal;
import io.tidemark.runners.launch.PipelineLauncher;
import io.tidemark.runners.launch.PipelineLauncher.RunningJob;
import io.tidemark.runners.launch.Runner;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code tidemark run}. */
@Command(
    name = "run",
    description = {
      "Runs the pipeline alone: from Kafka or files to PostgreSQL and Kafka.",
      "",
      "With --input=FILE|GLOB it reads JSON lines in place of Kafka: a bounded run over"
          + " history, by the same code and with the same final rows. At its end it says what"
          + " became of everything; its exit code is 3 if no event was aggregated.",
      "",
      "Every other argument is a pipeline option, --name=value. Durations have a unit"
          + " (250ms, 90s, 5m, 4h). tidemark run --options lists all of them, and with"
          + " --config=FILE they are taken from a file.",
      "",
      "On embedded Flink, the default, it is a service: --stateDir=DIRECTORY holds its state,"
          + " Ctrl-C and SIGTERM stop it with a savepoint, and the next start goes on from there,"
          + " also after a kill.",
      "",
      "With --flinkMaster=HOST:PORT the job is sent to the JobManager of a Flink 1.19"
          + " cluster, and the command waits for its end; Ctrl-C leaves the job running"
          + " there. With --attachedMode=false the command does not wait.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  tidemark run --runner=flink --bootstrapServers=localhost:9092 \\",
      "    --jdbcUrl=jdbc:postgresql://localhost/tidemark --jdbcUser=tidemark \\",
      "    --jdbcPasswordFile=/run/secrets/tidemark",
      "  tidemark run --config=prod.yaml",
      "  tidemark run --runner=direct --input=events.jsonl --fixedSize=1m \\",
      "    --jdbcUrl=jdbc:postgresql://localhost/tidemark",
      "  tidemark run --runner=flink --flinkMaster=jobmanager:8081 --parallelism=4 \\",
      "    --attachedMode=false --bootstrapServers=broker:9092 \\",
      "    --jdbcUrl=jdbc:postgresql://db/tidemark"
    })
final class RunCommand implements Callable<Integer> {
  private static final Duration FOREVER = Duration.ofDays(36_500);

  private final Supplier<PipelineLauncher> launcher;

  @Option(
      names = "--runner",
      paramLabel = "RUNNER",
      defaultValue = "flink",
      description =
          "Where the pipeline runs: direct, flink or dataflow. Default: ${DEFAULT-VALUE},"
              + " embedded in this process.")
  Runner runner;

  @Mixin ConfigOption config;

  @Option(
      names = "--options",
      description =
          "List every option of the pipeline and of the runner, with what it takes and its"
              + " default.")
  boolean options;

  @Option(
      names = "--quiet",
      description =
          "Do not print how far the job has come. Otherwise a service on embedded Flink says so"
              + " every ten seconds, after a minute every minute, and a run over files has a"
              + " progress bar.")
  boolean quiet;

  @Option(
      names = "--log",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "How messages are printed on standard error: text, or json for an object on each line."
              + " Default: ${DEFAULT-VALUE}.")
  LogFormat log;

  @Spec CommandSpec spec;

  @Unmatched List<String> arguments = new ArrayList<>();

  RunCommand(Supplier<PipelineLauncher> launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    if (options) {
      launcher.get().describe(runner, System.out);
      return 0;
    }
    if (log == LogFormat.JSON) {
      System.setErr(JsonLog.to(System.err, Clock.systemUTC()));
      spec.commandLine().setErr(new PrintWriter(System.err, true));
    }
    JobConfig job = JobConfig.of(config.read(), arguments, launcher.get(), runner);
    job.check(launcher.get(), runner);
    job.effective().log();
    boolean readsFiles =
        job.arguments().stream().anyMatch(argument -> argument.startsWith("--input="));
    if (readsFiles && !quiet && log == LogFormat.TEXT) {
      try (FileProgressBar bar = FileProgressBar.start(Terminal.standard())) {
        return run(job, true);
      }
    }
    return run(job, readsFiles);
  }

  private int run(JobConfig config, boolean readsFiles) {
    long began = System.nanoTime();
    RunningJob job = config.with(all -> launcher.get().launch(runner, all));
    if (job.isDetached()) {
      spec.commandLine().getOut().println("submitted; the job runs on the cluster");
      return 0;
    }
    if (job.isService()) {
      stopWhenAsked(job);
    }
    if (!awaitSuccess(job)) {
      return 1;
    }
    return readsFiles ? report(job, Duration.ofNanos(System.nanoTime() - began)) : 0;
  }

  private boolean awaitSuccess(RunningJob job) {
    if (quiet || !job.isService()) {
      return job.awaitSuccess();
    }
    try (ProgressLines lines =
        ProgressLines.start(job, log, spec.commandLine().getErr()::println)) {
      return job.awaitSuccess();
    }
  }

  private int report(RunningJob job, Duration took) {
    RunReport report = new RunReport(job.counters(), took);
    report.lines().forEach(spec.commandLine().getOut()::println);
    return report.exitCode();
  }

  private static void stopWhenAsked(RunningJob job) {
    Interrupts interrupts = Interrupts.listen();
    Thread stopper =
        new Thread(
            () -> {
              if (interrupts.await(FOREVER)) {
                job.stop();
              }
            },
            "tidemark-stop");
    stopper.setDaemon(true);
    stopper.start();
  }
}
