package io.tidemark.cli.command;

import io.tidemark.runners.launch.PipelineLauncher;
import io.tidemark.runners.launch.PipelineLauncher.RunningJob;
import io.tidemark.runners.launch.Runner;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code tidemark run}. */
@Command(
    name = "run",
    description = {
      "The pipeline alone: from Kafka or files to PostgreSQL and Kafka.",
      "",
      "With --input=FILE|GLOB (JSON lines) in place of Kafka it is a bounded run over history: the",
      "same code, the same final rows. Every other argument is a pipeline option, --name=value;",
      "durations have a unit (250ms, 90s, 5m, 4h). tidemark run --options lists them all.",
      "",
      "--flinkMaster=HOST:PORT sends the job to the JobManager of a Flink 1.19 cluster and waits for",
      "its end; Ctrl-C leaves it running there. With --attachedMode=false it does not wait.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  tidemark run --runner=flink --bootstrapServers=localhost:9092 \\",
      "    --jdbcUrl=jdbc:postgresql://localhost/tidemark --jdbcUser=tidemark \\",
      "    --jdbcPasswordFile=/run/secrets/tidemark",
      "  tidemark run --runner=direct --input=events.jsonl --fixedSize=1m \\",
      "    --jdbcUrl=jdbc:postgresql://localhost/tidemark",
      "  tidemark run --runner=flink --flinkMaster=jobmanager:8081 --parallelism=4 \\",
      "    --attachedMode=false --bootstrapServers=broker:9092 --jdbcUrl=jdbc:postgresql://db/tidemark"
    })
final class RunCommand implements Callable<Integer> {
  private final Supplier<PipelineLauncher> launcher;

  @Option(
      names = "--runner",
      paramLabel = "RUNNER",
      defaultValue = "flink",
      description = "direct, flink or dataflow. Default: ${DEFAULT-VALUE}, embedded.")
  Runner runner;

  @Option(names = "--options", description = "List every pipeline option and its default.")
  boolean options;

  @Spec CommandSpec spec;

  @Unmatched List<String> arguments = new ArrayList<>();

  RunCommand(Supplier<PipelineLauncher> launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    if (options) {
      launcher.get().describe(System.out);
      return 0;
    }
    RunningJob job = launcher.get().launch(runner, arguments);
    if (job.isDetached()) {
      spec.commandLine().getOut().println("submitted; the job runs on the cluster");
      return 0;
    }
    return job.awaitSuccess() ? 0 : 1;
  }
}
