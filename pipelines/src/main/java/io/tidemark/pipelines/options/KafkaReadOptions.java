package io.tidemark.pipelines.options;

import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.Hidden;
import org.apache.beam.sdk.options.PipelineOptions;

/** How Kafka is read on a runner; for its profile to set, not for its user. */
@Hidden
public interface KafkaReadOptions extends PipelineOptions {

  @Description(
      "Records that a read hands on as one element, at least 1. More than 1 takes KafkaIO's"
          + " unbounded source, whatever the runner prefers.")
  @Default.Integer(1)
  int getKafkaReadBatch();

  void setKafkaReadBatch(int value);
}
