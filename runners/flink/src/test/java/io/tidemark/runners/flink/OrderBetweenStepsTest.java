package io.tidemark.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.options.OrderOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.TestFlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.junit.jupiter.api.Test;

/** What {@link OrderOptions} says of a runner, and {@link FlinkProfile} of Flink. */
class OrderBetweenStepsTest {
  private static final int KEYS = 40;
  private static final int ELEMENTS = 20_000;
  private static final TupleTag<KV<String, Integer>> MAIN = new TupleTag<>("main") {};
  private static final TupleTag<KV<String, Integer>> SIDE = new TupleTag<>("side") {};

  /** What has arrived, by output and key; the pipeline copies all but statics. */
  private static final Map<String, List<Integer>> ARRIVED = new ConcurrentHashMap<>();

  @Test
  void whatAStepEmitsOfAKeyArrivesInThatOrder() {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(TestFlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setStreaming(true);
    options.setParallelism(4);
    options.setCheckpointingInterval(-1L); // With checkpoints a job on Flink never ends by itself.
    FlinkProfile.applyDefaults(options);
    assertThat(options.as(OrderOptions.class).getKeepsOrderBetweenSteps(), is(true));
    Pipeline pipeline = Pipeline.create(options);
    PCollectionTuple counted =
        pipeline
            .apply(Create.of(IntStream.range(0, ELEMENTS).boxed().toList()))
            .apply("Key", ParDo.of(new KeyFn()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of()))
            .apply("Count", ParDo.of(new CountFn()).withOutputTags(MAIN, TupleTagList.of(SIDE)));
    for (TupleTag<KV<String, Integer>> tag : List.of(MAIN, SIDE)) {
      counted.get(tag).apply("Collect" + tag.getId(), ParDo.of(new CollectFn(tag.getId())));
    }
    pipeline.run().waitUntilFinish();

    assertThat(ARRIVED.size(), is(2 * KEYS));
    List<Integer> inOrder = IntStream.rangeClosed(1, ELEMENTS / KEYS).boxed().toList();
    ARRIVED.forEach((key, numbers) -> assertThat(key, numbers, is(inOrder)));
  }

  private static final class KeyFn extends DoFn<Integer, KV<String, Integer>> {
    @ProcessElement
    public void key(@Element Integer element, OutputReceiver<KV<String, Integer>> out) {
      out.output(KV.of("k" + element % KEYS, element));
    }
  }

  /** Numbers the elements of a key, from 1. */
  private static final class CountFn extends DoFn<KV<String, Integer>, KV<String, Integer>> {
    @StateId("count")
    private final StateSpec<ValueState<Integer>> countSpec = StateSpecs.value(VarIntCoder.of());

    @ProcessElement
    public void count(
        @Element KV<String, Integer> element,
        @StateId("count") ValueState<Integer> count,
        MultiOutputReceiver out) {
      Integer before = count.read();
      int number = before == null ? 1 : before + 1;
      count.write(number);
      out.get(MAIN).output(KV.of(element.getKey(), number));
      out.get(SIDE).output(KV.of(element.getKey(), number));
    }
  }

  private static final class CollectFn extends DoFn<KV<String, Integer>, Void> {
    private final String output;

    CollectFn(String output) {
      this.output = output;
    }

    @ProcessElement
    public void collect(@Element KV<String, Integer> element) {
      List<Integer> arrived =
          ARRIVED.computeIfAbsent(output + " " + element.getKey(), key -> new ArrayList<>());
      arrived.add(element.getValue());
    }
  }
}
