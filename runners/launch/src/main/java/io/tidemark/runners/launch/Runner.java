package io.tidemark.runners.launch;

import io.tidemark.runners.flink.FlinkProfile;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;

/** Where a pipeline can run. */
public enum Runner {
  /** In this process, with checks that make it slow: for files and tests. */
  DIRECT("DirectRunner", DirectOptions.class) {
    @Override
    boolean runsHere(PipelineOptions options) {
      return true;
    }
  },
  /** On Flink, embedded in this process, or on the cluster that {@code --flinkMaster} names. */
  FLINK("FlinkRunner", FlinkPipelineOptions.class) {
    /** Sets the value of the profile for every option that was given none. */
    @Override
    void applyProfile(PipelineOptions options) {
      FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
      FlinkProfile.applyDefaults(flink);
      if (flink.getFlinkConfDir() == null && System.getenv("FLINK_CONF_DIR") == null) {
        flink.setFlinkConfDir(FlinkModule.settings().toString());
      }
    }

    @Override
    Stream<Class<? extends PipelineOptions>> ownOptions() {
      return Stream.concat(super.ownOptions(), Stream.of(EmbeddedOptions.class));
    }

    @Override
    boolean runsHere(PipelineOptions options) {
      return FlinkMaster.isEmbedded(options.as(FlinkPipelineOptions.class));
    }

    @Override
    boolean prepare(PipelineOptions options) {
      FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
      if (runsHere(flink)) {
        return false;
      }
      FlinkMaster.of(flink).knock();
      FlinkMaster.stageBundle(flink);
      return !flink.getAttachedMode();
    }
  },
  /** On Google Cloud Dataflow. */
  DATAFLOW("DataflowRunner", PipelineOptions.class) {
    @Override
    List<String> arguments() {
      throw new UsageException(
          "--runner=dataflow: this command does not have Dataflow's libraries; start the bundle of"
              + " runners/dataflow, or the Flex Template (templates/dataflow/README.md)");
    }
  };

  private final String beamName;
  private final Class<? extends PipelineOptions> options;

  Runner(String beamName, Class<? extends PipelineOptions> options) {
    this.beamName = beamName;
    this.options = options;
  }

  /**
   * Returns the runner of this name: {@code direct}, {@code flink} or {@code dataflow}.
   *
   * @throws IllegalArgumentException for another name
   */
  public static Runner parse(String text) {
    return Arrays.stream(values())
        .filter(r -> r.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + text + "' is no runner: allowed are " + names()));
  }

  /** Returns the names of all runners, joined by commas. */
  public static String names() {
    return Arrays.stream(values()).map(Runner::toString).collect(Collectors.joining(", "));
  }

  /** The options of Beam and, where the runner is on the class path, its own. */
  Class<? extends PipelineOptions> options() {
    return options;
  }

  /** Returns the options that have an effect on this runner, and perhaps on no other. */
  Stream<Class<? extends PipelineOptions>> ownOptions() {
    return Stream.of(options);
  }

  /** Returns the arguments by which Beam selects the runner. */
  List<String> arguments() {
    return List.of("--runner=" + beamName);
  }

  /** Sets the value of the profile for every option that was given none. */
  void applyProfile(PipelineOptions options) {}

  /** Returns whether the workers of the job are threads of this process. */
  boolean runsHere(PipelineOptions options) {
    return false;
  }

  /**
   * Prepares sending the job to the place where it runs, and throws if that cannot be reached.
   *
   * @return whether it continues there without this process
   */
  boolean prepare(PipelineOptions options) {
    return false;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
