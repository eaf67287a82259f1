package io.tidemark.benchmarks.micro;

import io.tidemark.benchmarks.workload.Samples;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.PerformanceMetricsCoder;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.performance.PerformanceCombine;
import io.tidemark.pipelines.performance.Request;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** To bytes and back: a request, and the accumulator of as many as {@link #events} says. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoderBenchmark {
  private final Coder<PerformanceMetrics> requestCoder = PerformanceMetricsCoder.of();
  private final PerformanceCombine combine = PerformanceCombine.withDefaults();
  private PerformanceMetrics request;
  private PerformanceAccumulator accumulator;
  private byte[] requestBytes;
  private byte[] accumulatorBytes;

  @Param({"1", "32", "1000"})
  public int events;

  @Setup
  public void fill() throws CoderException {
    List<PerformanceMetrics> requests = Samples.parsedRequests();
    request = requests.get(0);
    requestBytes = CoderUtils.encodeToByteArray(requestCoder, request);
    accumulator = combine.create();
    for (int i = 0; i < events; i++) {
      accumulator = combine.add(accumulator, Request.of(requests.get(i % requests.size())), 0);
    }
    accumulatorBytes = CoderUtils.encodeToByteArray(combine.accumulatorCoder(), accumulator);
  }

  @Benchmark
  public byte[] encodeRequest() throws CoderException {
    return CoderUtils.encodeToByteArray(requestCoder, request);
  }

  @Benchmark
  public PerformanceMetrics decodeRequest() throws CoderException {
    return CoderUtils.decodeFromByteArray(requestCoder, requestBytes);
  }

  @Benchmark
  public byte[] encodeAccumulator() throws CoderException {
    return CoderUtils.encodeToByteArray(combine.accumulatorCoder(), accumulator);
  }

  @Benchmark
  public PerformanceAccumulator decodeAccumulator() throws CoderException {
    return CoderUtils.decodeFromByteArray(combine.accumulatorCoder(), accumulatorBytes);
  }
}
