package io.tidemark.runners.dataflow;

import io.tidemark.pipelines.TidemarkPipeline;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.beam.runners.dataflow.options.DataflowPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Submits the pipeline to Dataflow and returns. It does not wait for the job, which has no end; the
 * launcher of a template must not wait either. It contacts no broker and no database.
 *
 * <pre>
 * java -jar tidemark-runner-dataflow-bundle.jar --project=P --region=R --tempLocation=gs://B/temp
 *     --bootstrapServers=kafka:9092 --jdbcUrl=jdbc:postgresql://db/tidemark
 * </pre>
 *
 * <p>Exit code 0: the job is submitted or, with {@code --templateLocation}, written there. 2: an
 * option is unknown, missing or out of range; the message on standard error names each one. 1: any
 * other failure.
 */
public final class DataflowMain {

  static final int SUBMITTED = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  private DataflowMain() {}

  /**
   * Takes options as {@code --name=value}; {@code
   * --help=io.tidemark.pipelines.options.TidemarkOptions} lists them.
   */
  public static void main(String[] args) {
    int code = run(args, System.err);
    if (code != SUBMITTED) {
      System.exit(code);
    }
  }

  static int run(String[] args, PrintStream err) {
    try {
      // The result is ignored: that of writing a template throws at every call.
      TidemarkPipeline.create(options(args)).run();
      return SUBMITTED;
    } catch (IllegalArgumentException e) {
      err.println("tidemark: " + e.getMessage());
      return USAGE;
    } catch (RuntimeException e) {
      e.printStackTrace(err);
      return FAILED;
    }
  }

  static TidemarkOptions options(String[] args) {
    PipelineOptionsFactory.register(TidemarkOptions.class);
    PipelineOptionsFactory.register(DataflowPipelineOptions.class);
    TidemarkOptions options =
        PipelineOptionsFactory.fromArgs(onDataflow(args))
            .withValidation()
            .as(TidemarkOptions.class);
    DataflowProfile.applyDefaults(options.as(DataflowPipelineOptions.class));
    return options;
  }

  private static String[] onDataflow(String[] args) {
    if (Arrays.stream(args).anyMatch(arg -> arg.startsWith("--runner="))) {
      return args;
    }
    return Stream.concat(Stream.of(args), Stream.of("--runner=DataflowRunner"))
        .toArray(String[]::new);
  }
}
