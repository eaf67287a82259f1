package io.tidemark.benchmarks.flink;

import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Sums up requests per series and slice before they are shuffled. */
final class PreAggregate
    extends PartialSums<
        PerformanceMetrics,
        PreAggregate.SliceOf,
        PerformanceAccumulator,
        Tuple4<String, String, Long, PerformanceAccumulator>> {
  private static final long serialVersionUID = 1;

  record SliceOf(String model, String region, long start) {}

  private final long slice;

  PreAggregate(long slice) {
    this.slice = slice;
  }

  @Override
  public void processElement(StreamRecord<PerformanceMetrics> record) {
    PerformanceMetrics request = record.getValue();
    long time = request.timestampMillis();
    SliceOf key =
        new SliceOf(
            request.model(), request.attribution().region(), time - Math.floorMod(time, slice));
    PerformanceAccumulator requests = held(key);
    if (requests == null) {
      requests = Rows.REQUESTS.create();
      hold(key, requests);
    }
    Rows.add(requests, request);
  }

  @Override
  void emit(SliceOf key, PerformanceAccumulator requests) {
    send(Tuple4.of(key.model(), key.region(), key.start(), requests), key.start() + slice - 1);
  }
}
