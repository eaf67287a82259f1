package io.tidemark.runners.flink;

import io.tidemark.pipelines.TidemarkPipeline;
import io.tidemark.pipelines.options.Redaction;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Runs the pipeline on Flink.
 *
 * <pre>
 * java -jar tidemark-runner-flink-bundle.jar --bootstrapServers=kafka:9092 --jdbcUrl=jdbc:postgresql://db/tidemark
 *     runs an embedded Flink in this process
 * ... --flinkMaster=jobmanager:8081 --filesToStage=tidemark-runner-flink-bundle.jar --attachedMode=false
 *     submits to a cluster and returns
 * </pre>
 */
public final class FlinkMain {

  private FlinkMain() {}

  /**
   * Takes options as {@code --name=value}; {@code
   * --help=io.tidemark.pipelines.options.TidemarkOptions} lists them.
   */
  public static void main(String[] args) {
    run(args);
  }

  /**
   * Runs the pipeline; returns when the job has ended or, with {@code --attachedMode=false}, when
   * it is submitted.
   */
  static PipelineResult run(String[] args) {
    // The runner itself waits when attached; waiting here would also block a detached launcher.
    return pipeline(options(args)).run();
  }

  /** Returns the pipeline of these options, whose passwords are masked afterwards. */
  static Pipeline pipeline(TidemarkOptions options) {
    Pipeline pipeline = TidemarkPipeline.create(options);
    Redaction.mask(options, TidemarkOptions.class);
    return pipeline;
  }

  static TidemarkOptions options(String[] args) {
    PipelineOptionsFactory.register(TidemarkOptions.class);
    PipelineOptionsFactory.register(FlinkPipelineOptions.class);
    TidemarkOptions options =
        PipelineOptionsFactory.fromArgs(onFlink(args)).withValidation().as(TidemarkOptions.class);
    FlinkProfile.applyDefaults(options.as(FlinkPipelineOptions.class));
    return options;
  }

  private static String[] onFlink(String[] args) {
    if (Arrays.stream(args).anyMatch(arg -> arg.startsWith("--runner="))) {
      return args;
    }
    return Stream.concat(Stream.of(args), Stream.of("--runner=FlinkRunner")).toArray(String[]::new);
  }
}
