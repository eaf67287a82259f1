package io.tidemark.benchmarks;

import io.tidemark.change.Change;
import io.tidemark.changelog.Changelog;
import io.tidemark.changelog.PaneChangelog;
import io.tidemark.firing.Firing;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.performance.PerformanceCombine;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.performance.Request;
import io.tidemark.runners.flink.FlinkProfile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;

/**
 * What retractions cost: Beam's own accumulating panes, the same with {@link PaneChangelog} behind
 * them, and {@link Changelog}, in turn, on the embedded Flink runner with the production profile.
 * The sums of all three are compared: a fast wrong answer does not count.
 *
 * <pre>java -cp … io.tidemark.benchmarks.ChangelogCost EVENTS KEYS ROUNDS</pre>
 */
public final class ChangelogCost {

  private static final Duration LATENESS = Duration.standardMinutes(2);
  private static final LongAdder REQUESTS = new LongAdder();

  private ChangelogCost() {}

  /** One way to compute the windows. */
  private interface Job {
    void apply(PCollection<KV<String, PerformanceMetrics>> requests);
  }

  /** Arguments: events in a run, keys, rounds. */
  public static void main(String[] args) {
    long events = Long.parseLong(args[0]);
    int keys = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    System.out.printf(
        "%d events, %d keys, median of %d rounds, %d processors, Java %s%n",
        events, keys, rounds, Runtime.getRuntime().availableProcessors(), Runtime.version());
    compare("fixed 5 min", fixed(), events, keys, rounds);
    compare("sliding 15 min / 1 min", sliding(), events, keys, rounds);
  }

  private static Map<String, Job> fixed() {
    FixedWindows windows = FixedWindows.of(Duration.standardMinutes(5));
    Map<String, Job> jobs = beam(windows);
    jobs.put("Changelog", in -> ours(in, changelog().into("Out", windows, firing())));
    return jobs;
  }

  private static Map<String, Job> sliding() {
    SlidingWindows windows =
        SlidingWindows.of(Duration.standardMinutes(15)).every(Duration.standardMinutes(1));
    Map<String, Job> jobs = beam(windows);
    jobs.put("Changelog", in -> ours(in, changelog().into("Out", windows, firing())));
    return jobs;
  }

  private static Map<String, Job> beam(WindowFn<Object, ?> windows) {
    Map<String, Job> jobs = new LinkedHashMap<>();
    jobs.put(
        "accumulating panes",
        in -> panes(in, windows).apply("Count", ParDo.of(new CountPanesFn())));
    jobs.put(
        "accumulating panes + PaneChangelog",
        in ->
            panes(in, windows)
                .apply("Retract", PaneChangelog.perKey())
                .apply("Count", ParDo.of(new CountChangesFn())));
    return jobs;
  }

  private static PCollection<KV<String, PerformanceAccumulator>> panes(
      PCollection<KV<String, PerformanceMetrics>> requests, WindowFn<Object, ?> windows) {
    return requests
        .apply(
            "Window",
            Window.<KV<String, PerformanceMetrics>>into(windows)
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withLateFirings(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(LATENESS)
                .accumulatingFiredPanes())
        .apply("Aggregate", Combine.perKey(new AccumulateFn()));
  }

  private static Changelog<String, PerformanceMetrics, PerformanceStats> changelog() {
    return Changelog.perKey(PerformanceCombine.withDefaults().on(Request::of));
  }

  private static Firing firing() {
    return Firing.onTime().withAllowedLateness(LATENESS);
  }

  private static void ours(
      PCollection<KV<String, PerformanceMetrics>> requests,
      Changelog<String, PerformanceMetrics, PerformanceStats> changelog) {
    requests
        .apply("Changelog", changelog)
        .changes("Out")
        .apply("Count", ParDo.of(new CountStatsFn()));
  }

  private static void compare(
      String title, Map<String, Job> jobs, long events, int keys, int rounds) {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    long expected = -1;
    for (int round = -1; round < rounds; round++) { // round -1 warms up
      for (Map.Entry<String, Job> job : jobs.entrySet()) {
        double took = run(job.getValue(), events, keys);
        long requests = REQUESTS.sumThenReset();
        if (expected >= 0 && requests != expected) {
          throw new IllegalStateException(
              job.getKey() + " counted " + requests + " requests, not " + expected);
        }
        expected = requests;
        if (round >= 0) {
          seconds.computeIfAbsent(job.getKey(), k -> new ArrayList<>()).add(took);
        }
      }
    }
    double base = median(seconds.values().iterator().next());
    System.out.printf("%n%s (every job counts %d requests in its windows)%n", title, expected);
    seconds.forEach(
        (name, times) ->
            System.out.printf(
                "  %-36s %8.0f events/s   time x %.2f of the first%n",
                name, events / median(times), median(times) / base));
  }

  private static double run(Job job, long events, int keys) {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setFlinkMaster("[local]");
    options.setStreaming(true);
    options.setParallelism(2);
    options.setCheckpointingInterval(10_000L);
    options.setExternalizedCheckpointsEnabled(false);
    options.setShutdownSourcesAfterIdleMs(0L);
    FlinkProfile.applyDefaults(options);
    Pipeline pipeline = Pipeline.create(options);
    job.apply(pipeline.apply("Requests", Read.from(new Requests(events, keys))));
    long start = System.nanoTime();
    pipeline.run().waitUntilFinish();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }

  /** The same accumulator as a Beam CombineFn. */
  private static final class AccumulateFn
      extends Combine.CombineFn<
          PerformanceMetrics, PerformanceAccumulator, PerformanceAccumulator> {
    private static final PerformanceCombine COMBINE = PerformanceCombine.withDefaults();

    @Override
    public PerformanceAccumulator createAccumulator() {
      return COMBINE.create();
    }

    @Override
    public PerformanceAccumulator addInput(PerformanceAccumulator acc, PerformanceMetrics request) {
      return COMBINE.add(acc, Request.of(request), request.timestampMillis());
    }

    @Override
    public PerformanceAccumulator mergeAccumulators(Iterable<PerformanceAccumulator> accumulators) {
      PerformanceAccumulator merged = createAccumulator();
      for (PerformanceAccumulator each : accumulators) {
        merged = COMBINE.merge(merged, each);
      }
      return merged;
    }

    @Override
    public PerformanceAccumulator extractOutput(PerformanceAccumulator acc) {
      return acc;
    }

    @Override
    public Coder<PerformanceAccumulator> getAccumulatorCoder(
        CoderRegistry registry, Coder<PerformanceMetrics> input)
        throws CannotProvideCoderException {
      return COMBINE.accumulatorCoder();
    }

    @Override
    public Coder<PerformanceAccumulator> getDefaultOutputCoder(
        CoderRegistry registry, Coder<PerformanceMetrics> input) {
      return COMBINE.accumulatorCoder();
    }
  }

  /** Nothing is late here: each window has one pane. */
  private static final class CountPanesFn extends DoFn<KV<String, PerformanceAccumulator>, Void> {
    @ProcessElement
    public void count(@Element KV<String, PerformanceAccumulator> pane) {
      REQUESTS.add(pane.getValue().requests());
    }
  }

  private static final class CountChangesFn
      extends DoFn<KV<String, Change<PerformanceAccumulator>>, Void> {
    @ProcessElement
    public void count(@Element KV<String, Change<PerformanceAccumulator>> change) {
      long requests = change.getValue().value().requests();
      REQUESTS.add(change.getValue().isRetraction() ? -requests : requests);
    }
  }

  private static final class CountStatsFn extends DoFn<KV<String, Change<PerformanceStats>>, Void> {
    @ProcessElement
    public void count(@Element KV<String, Change<PerformanceStats>> change) {
      boolean withdraws = change.getValue().isRetraction();
      long requests = change.getValue().value().requests();
      REQUESTS.add(withdraws ? -requests : requests);
    }
  }
}
