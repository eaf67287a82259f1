package io.tidemark.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;

/** How Kafka is read on a runner; its profile sets this, not its user. */
@Hidden
public interface KafkaReadOptions extends PipelineOptions {

  /** The maximum is far above what one poll of a consumer returns. */
  @Group(OptionGroup.RUNNER)
  @Description("The number of records that a read hands on as one element.")
  @Range(min = 1, max = 100_000, unit = "records")
  @Default.Integer(1)
  int getKafkaReadBatch();

  void setKafkaReadBatch(int value);
}
