package io.tidemark.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;

/** What a runner does when it restarts a job; its profile sets this, not its user. */
@Hidden
public interface RunnerOptions extends PipelineOptions {

  @Group(OptionGroup.RUNNER)
  @Description(
      "Whether the current panes of a key's windows are emitted again when a new instance of their"
          + " step first meets the key.")
  @Default.Boolean(false)
  boolean getRestateAfterRestart();

  void setRestateAfterRestart(boolean value);
}
