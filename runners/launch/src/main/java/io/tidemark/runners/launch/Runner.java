package io.tidemark.runners.launch;

import io.tidemark.runners.flink.FlinkProfile;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptions;

/** Where a pipeline can run. */
public enum Runner {
  /** In this process, slow and strict: for files and tests. */
  DIRECT("DirectRunner") {
    @Override
    boolean runsHere(PipelineOptions options) {
      return true;
    }
  },
  /** On Flink: embedded in this process, or a cluster by {@code --flinkMaster}. */
  FLINK("FlinkRunner") {
    @Override
    void applyProfile(PipelineOptions options) {
      FlinkPipelineOptions flink = options.as(FlinkPipelineOptions.class);
      FlinkProfile.applyDefaults(flink);
      if (flink.getFlinkConfDir() == null && System.getenv("FLINK_CONF_DIR") == null) {
        flink.setFlinkConfDir(FlinkModule.settings().toString());
      }
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
  DATAFLOW("DataflowRunner");

  private final String beamName;

  Runner(String beamName) {
    this.beamName = beamName;
  }

  /** {@code direct}, {@code flink} or {@code dataflow}. */
  public static Runner parse(String text) {
    return Arrays.stream(values())
        .filter(r -> r.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + text + "' is no runner: allowed are " + names()));
  }

  public static String names() {
    return Arrays.stream(values()).map(Runner::toString).collect(Collectors.joining(", "));
  }

  /** What Beam is told. */
  List<String> arguments() {
    return List.of("--runner=" + beamName);
  }

  /** Sets what a production job starts from, for every option that was given no value. */
  void applyProfile(PipelineOptions options) {}

  /** Whether the job's workers are threads of this process. */
  boolean runsHere(PipelineOptions options) {
    return false;
  }

  /**
   * Makes sure that the job can be sent where it shall run.
   *
   * @return whether it goes on there without this process
   */
  boolean prepare(PipelineOptions options) {
    return false;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
