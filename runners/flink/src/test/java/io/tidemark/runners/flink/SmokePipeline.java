package io.tidemark.runners.flink;

import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;

/**
 * Runs a stateful step with an event-time timer on embedded Flink and prints {@code total=6}; run
 * by a JVM that has the bundle and this class, nothing else.
 */
public final class SmokePipeline {

  private static final ConcurrentLinkedQueue<Integer> TOTALS = new ConcurrentLinkedQueue<>();

  private SmokePipeline() {}

  /** Prints the total of 1, 2 and 3. */
  public static void main(String[] args) {
    FlinkPipelineOptions options =
        PipelineOptionsFactory.fromArgs(args).as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setStreaming(true);
    options.setShutdownSourcesAfterIdleMs(0L);
    options.setParallelism(1);
    FlinkProfile.applyDefaults(options);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("Create", Create.of(KV.of("a", 1), KV.of("a", 2), KV.of("a", 3)))
        .apply("Total", ParDo.of(new TotalFn()))
        .apply("Keep", ParDo.of(new KeepFn()));
    pipeline.run().waitUntilFinish();
    TOTALS.forEach(total -> System.out.println("total=" + total));
  }

  static final class TotalFn extends DoFn<KV<String, Integer>, Integer> {
    @StateId("total")
    private final StateSpec<ValueState<Integer>> totalSpec = StateSpecs.value(VarIntCoder.of());

    @TimerId("end")
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, Integer> element,
        @StateId("total") ValueState<Integer> total,
        @TimerId("end") Timer end) {
      Integer before = total.read();
      total.write(element.getValue() + (before == null ? 0 : before));
      end.set(GlobalWindow.INSTANCE.maxTimestamp());
    }

    @OnTimer("end")
    public void end(@StateId("total") ValueState<Integer> total, OutputReceiver<Integer> output) {
      output.output(total.read());
    }
  }

  private static final class KeepFn extends DoFn<Integer, Void> {
    @ProcessElement
    public void process(@Element Integer total) {
      TOTALS.add(total);
    }
  }
}
