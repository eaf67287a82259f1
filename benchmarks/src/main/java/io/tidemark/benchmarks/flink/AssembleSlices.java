package io.tidemark.benchmarks.flink;

import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Keeps slices and assembles windows of them: when the watermark passes a window's end, and again
 * when a slice of it comes late.
 */
final class AssembleSlices
    extends KeyedProcessFunction<
        Tuple2<String, String>,
        Tuple4<String, String, Long, PerformanceAccumulator>,
        Tuple2<byte[], byte[]>> {
  private static final long serialVersionUID = 1;

  /** Windows of one size and period, in milliseconds, whose rows go to an output. */
  record Windows(long size, long period, boolean sliding, OutputTag<Tuple2<byte[], byte[]>> output)
      implements Serializable {
    private static final long serialVersionUID = 1;

    /** The end of the first window with a slice that starts at {@code start}. */
    long firstEnd(long start, long slice) {
      long earliest = start - size + slice;
      return earliest + Math.floorMod(-earliest, period) + size;
    }

    long lastEnd(long start) {
      return start - Math.floorMod(start, period) + size;
    }
  }

  private final List<Windows> windows;
  private final long slice;
  private final long lateness;
  private transient MapState<Long, PerformanceAccumulator> slices;

  AssembleSlices(List<Windows> windows, long slice, long lateness) {
    this.windows = windows;
    this.slice = slice;
    this.lateness = lateness;
  }

  @Override
  public void open(Configuration configuration) {
    slices =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "slices", Types.LONG, FlinkEnds.typeOf(Rows.REQUESTS.accumulatorCoder())));
  }

  @Override
  public void processElement(
      Tuple4<String, String, Long, PerformanceAccumulator> part,
      Context context,
      Collector<Tuple2<byte[], byte[]>> out)
      throws Exception {
    long start = part.f2;
    long watermark = context.timerService().currentWatermark();
    if (removal(start) - 1 <= watermark) {
      return;
    }
    PerformanceAccumulator held = slices.get(start);
    slices.put(start, held == null ? part.f3 : Rows.REQUESTS.merge(held, part.f3));
    if (held == null) {
      context.timerService().registerEventTimeTimer(removal(start) - 1);
    }
    for (Windows each : windows) {
      long end = each.firstEnd(start, slice);
      for (; end - 1 <= watermark && end <= each.lastEnd(start); end += each.period()) {
        if (end - 1 + lateness > watermark) {
          emit(each, end, context);
        }
      }
      if (held == null && end <= each.lastEnd(start)) {
        context.timerService().registerEventTimeTimer(end - 1);
      }
    }
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<Tuple2<byte[], byte[]>> out)
      throws Exception {
    long end = timestamp + 1;
    for (Windows each : windows) {
      if (Math.floorMod(end - each.size(), each.period()) == 0) {
        long newest = emit(each, end, context);
        if (newest >= end + each.period() - each.size()) {
          context.timerService().registerEventTimeTimer(end + each.period() - 1);
        }
      }
    }
    for (Windows each : windows) {
      long start = end - lateness - each.size();
      for (long s = start; s < start + each.period(); s += slice) {
        if (slices.contains(s) && removal(s) <= end) {
          slices.remove(s);
        }
      }
    }
  }

  private long removal(long start) {
    return windows.stream().mapToLong(each -> each.lastEnd(start)).max().orElseThrow() + lateness;
  }

  /** Returns where the newest slice of the window starts, or the least value for an empty one. */
  private long emit(Windows each, long end, Context context) throws Exception {
    PerformanceAccumulator whole = null;
    long newest = Long.MIN_VALUE;
    long first = end - each.size();
    for (long start = first; start < end; start += slice) {
      PerformanceAccumulator part = slices.get(start);
      if (part != null) {
        newest = start;
        whole = Rows.REQUESTS.merge(whole == null ? Rows.REQUESTS.create() : whole, part);
      }
    }
    if (whole != null) {
      Tuple2<String, String> series = context.getCurrentKey();
      SeriesKey key = SeriesKey.of(series.f0, series.f1);
      context.output(
          each.output(),
          FlinkEnds.record(
              each.sliding()
                  ? Rows.sliding(key, whole, first, end)
                  : Rows.fixed(key, whole, first, end)));
    }
    return newest;
  }
}
