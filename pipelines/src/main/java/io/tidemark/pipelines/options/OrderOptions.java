package io.tidemark.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;

/** What a runner keeps in order; its profile sets this, not its user. */
@Hidden
public interface OrderOptions extends PipelineOptions {

  @Group(OptionGroup.RUNNER)
  @Description(
      "Whether the elements that a step emits for a key reach the next step one after the other, in"
          + " that order, without being shuffled in between.")
  @Default.Boolean(false)
  boolean getKeepsOrderBetweenSteps();

  void setKeepsOrderBetweenSteps(boolean value);
}
