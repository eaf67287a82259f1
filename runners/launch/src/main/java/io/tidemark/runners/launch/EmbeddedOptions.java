package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.Group;
import io.tidemark.pipelines.options.OptionGroup;
import io.tidemark.pipelines.options.Range;
import io.tidemark.pipelines.options.Text;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What the command line takes for a job on Flink in its own process, beside the pipeline's. */
public interface EmbeddedOptions extends PipelineOptions {

  /** The value of {@code --stateDir} by which no state is kept. */
  String NONE = "none";

  @Group(OptionGroup.STATE)
  @Description(
      "The directory that holds state, checkpoints and savepoints of a job on embedded Flink. The"
          + " next start with the same directory goes on from the newest of them. Without the"
          + " option it is a directory of the consumer group below $STATE_DIRECTORY,"
          + " $XDG_STATE_HOME/tidemark or ~/.local/state/tidemark; with none nothing is kept when"
          + " the process ends. Runs with --input keep nothing.")
  @Text(value = "the path of a local directory, or none", placeholder = "DIRECTORY|none")
  @Nullable String getStateDir();

  void setStateDir(@Nullable String value);

  @Group(OptionGroup.STATE)
  @Description(
      "The port on which a job over topics on embedded Flink answers Prometheus with its metrics, at"
          + " every address of this machine. Without the option there is none.")
  @Range(min = 1, max = 65_535)
  @Nullable Integer getMetricsPort();

  void setMetricsPort(@Nullable Integer value);
}
