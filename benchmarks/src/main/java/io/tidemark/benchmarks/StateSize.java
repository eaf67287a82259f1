package io.tidemark.benchmarks;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.performance.PerformanceCombine;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.performance.Request;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Bytes of a slice's accumulator and of a standing pane, by the number of events in it. */
public final class StateSize {

  private StateSize() {}

  /** No arguments. */
  public static void main(String[] args) throws CoderException {
    PerformanceCombine combine = PerformanceCombine.withDefaults();
    Requests requests = new Requests(Long.MAX_VALUE, 1);
    IntervalWindow window = new IntervalWindow(Instant.EPOCH, Duration.standardMinutes(5));
    System.out.println("events  accumulator, bytes  pane that stands, bytes");
    for (int events : new int[] {1, 10, 32, 100, 1_000, 10_000, 100_000}) {
      PerformanceAccumulator accumulator = combine.create();
      for (int i = 0; i < events; i++) {
        PerformanceMetrics request = requests.request(i).getValue();
        accumulator = combine.add(accumulator, Request.of(request), request.timestampMillis());
      }
      PerformanceStats stats = combine.finish(accumulator, window);
      System.out.printf(
          "%,7d %19d %24d%n",
          events,
          CoderUtils.encodeToByteArray(combine.accumulatorCoder(), accumulator).length,
          CoderUtils.encodeToByteArray(combine.outputCoder(), stats).length);
    }
  }
}
