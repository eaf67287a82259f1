package org.apache.beam.runners.flink;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.util.construction.SplittableParDo;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** What Flink would run, not run. It stands here because the runner keeps it to its package. */
public final class Translation {

  private Translation() {}

  /** The operators of a pipeline that was made for a {@link FlinkRunner}. */
  public static StreamGraph of(Pipeline pipeline) {
    SplittableParDo.convertReadBasedSplittableDoFnsToPrimitiveReadsIfNecessary(pipeline);
    FlinkPipelineExecutionEnvironment environment =
        new FlinkPipelineExecutionEnvironment(pipeline.getOptions().as(FlinkPipelineOptions.class));
    environment.translate(pipeline);
    return environment.getStreamExecutionEnvironment().getStreamGraph();
  }
}
