package io.tidemark.benchmarks.micro;

import io.tidemark.benchmarks.workload.Samples;
import io.tidemark.internal.operator.TimeMap;
import io.tidemark.internal.operator.TwoStacksMerger;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.performance.PerformanceCombine;
import io.tidemark.pipelines.performance.Request;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A hundred windows in a row, assembled from slices of a minute with a hundred requests each. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AssemblyBenchmark {
  private static final long MINUTE = 60_000;
  private static final int WINDOWS = 100;

  private final PerformanceCombine combine = PerformanceCombine.withDefaults();
  private final TimeMap<PerformanceAccumulator> slices = new TimeMap<>();

  @Param({"15", "60", "1440"})
  public int minutes;

  @Setup
  public void fill() {
    List<Request> requests = Samples.parsedRequests().stream().map(Request::of).toList();
    for (long slice = 0; slice < minutes + WINDOWS; slice++) {
      PerformanceAccumulator accumulator = combine.create();
      for (int i = 0; i < 100; i++) {
        int request = (int) ((slice * 100 + i) % requests.size());
        accumulator = combine.add(accumulator, requests.get(request), 0);
      }
      slices.put(slice * MINUTE, accumulator);
    }
  }

  @Benchmark
  @OperationsPerInvocation(WINDOWS)
  public long windowsInARow() {
    TwoStacksMerger<PerformanceAccumulator> assembler = new TwoStacksMerger<>(combine, slices);
    long requests = 0;
    for (long start = 0; start < WINDOWS * MINUTE; start += MINUTE) {
      requests += assembler.assemble(start, start + minutes * MINUTE).requests();
    }
    return requests;
  }
}
