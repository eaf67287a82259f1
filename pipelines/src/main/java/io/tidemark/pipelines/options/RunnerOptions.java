package io.tidemark.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;

/** What a runner does when it restarts a job; for its profile to set, not for its user. */
@Hidden
public interface RunnerOptions extends PipelineOptions {

  @Description(
      "Whether the windows of a key say once more what stands when a new instance of their step"
          + " first sees the key.")
  @Default.Boolean(false)
  boolean getRestateAfterRestart();

  void setRestateAfterRestart(boolean value);
}
