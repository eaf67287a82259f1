package io.tidemark.benchmarks.peers;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.stats.PerformanceAccumulator;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Sums up events per key and slice before they are shuffled: what came between two watermarks, but
 * no more slices than fit in memory. No watermark and no barrier passes what is still held.
 */
final class PreAggregate
    extends AbstractStreamOperator<Tuple4<String, String, Long, PerformanceAccumulator>>
    implements OneInputStreamOperator<
        PerformanceMetrics, Tuple4<String, String, Long, PerformanceAccumulator>> {
  private static final long serialVersionUID = 1;
  private static final int MOST = 20_000;

  private record SliceOf(String model, String region, long start) {}

  private final long slice;
  private transient Map<SliceOf, PerformanceAccumulator> held;

  PreAggregate(long slice) {
    this.slice = slice;
  }

  @Override
  public void open() throws Exception {
    super.open();
    held = new HashMap<>();
  }

  @Override
  public void processElement(StreamRecord<PerformanceMetrics> record) {
    PerformanceMetrics request = record.getValue();
    long time = request.timestampMillis();
    SliceOf key = new SliceOf(request.model(), request.region(), time - Math.floorMod(time, slice));
    PerformanceAccumulator requests = held.get(key);
    if (requests == null) {
      if (held.size() >= MOST) {
        flush();
      }
      requests = Rows.REQUESTS.create();
      held.put(key, requests);
    }
    Rows.add(requests, request);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    flush();
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public void finish() throws Exception {
    flush();
    super.finish();
  }

  private void flush() {
    held.forEach(
        (key, requests) ->
            output.collect(
                new StreamRecord<>(
                    Tuple4.of(key.model(), key.region(), key.start(), requests),
                    key.start() + slice - 1)));
    held.clear();
  }
}
