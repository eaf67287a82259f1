package io.tidemark.benchmarks.micro;

import io.tidemark.benchmarks.workload.Samples;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.performance.PerformanceCombine;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.performance.Request;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Requests into an accumulator, accumulators into one, and an accumulator into a row's values. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AccumulatorBenchmark {
  private static final IntervalWindow WINDOW =
      new IntervalWindow(Instant.EPOCH, Duration.standardMinutes(5));

  private final PerformanceCombine combine = PerformanceCombine.withDefaults();
  private final List<Request> requests =
      Samples.parsedRequests().stream().map(Request::of).toList();
  private PerformanceAccumulator full;

  @Setup
  public void fill() {
    full = addAThousand();
  }

  @Benchmark
  @OperationsPerInvocation(1_000)
  public PerformanceAccumulator addAThousand() {
    PerformanceAccumulator accumulator = combine.create();
    for (int i = 0; i < 1_000; i++) {
      accumulator = combine.add(accumulator, requests.get(i), 0);
    }
    return accumulator;
  }

  @Benchmark
  public PerformanceAccumulator createAndAddOne() {
    return combine.add(combine.create(), requests.get(0), 0);
  }

  @Benchmark
  public PerformanceAccumulator mergeAThousandIntoNew() {
    return combine.merge(combine.create(), full);
  }

  @Benchmark
  public PerformanceStats finish() {
    return combine.finish(full, WINDOW);
  }
}
