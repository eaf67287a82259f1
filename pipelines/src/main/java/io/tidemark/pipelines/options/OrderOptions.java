package io.tidemark.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;

/** What a runner keeps in order; for its profile to say, not for its user. */
@Hidden
public interface OrderOptions extends PipelineOptions {

  @Description(
      "Whether the elements that a step emits of a key reach the next step one after the other, in"
          + " that order, without being shuffled in between.")
  @Default.Boolean(false)
  boolean getKeepsOrderBetweenSteps();

  void setKeepsOrderBetweenSteps(boolean value);
}
