package io.tidemark.benchmarks.flink;

import io.tidemark.benchmarks.flink.AssembleSlices.Windows;
import io.tidemark.benchmarks.job.Job;
import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.benchmarks.workload.Workload;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;

/** Flink with what makes Tidemark fast: slices, and their partial sums before the shuffle. */
public final class SlicedFlinkJob {
  private static final OutputTag<Tuple2<byte[], byte[]>> FIXED =
      new OutputTag<>("fixed", FlinkEnds.ROW_TYPE);
  private static final OutputTag<Tuple2<byte[], byte[]>> SLIDING =
      new OutputTag<>("sliding", FlinkEnds.ROW_TYPE);

  private SlicedFlinkJob() {}

  public static Job start(Run run) throws Exception {
    StreamExecutionEnvironment flink = FlinkEnds.environment(run);
    if (run.workload().hasSessions()) {
      SlicedSessions.add(flink, run);
    } else {
      addWindows(flink, run);
    }
    return FlinkEnds.start(flink);
  }

  private static void addWindows(StreamExecutionEnvironment flink, Run run) {
    Workload workload = run.workload();
    TypeInformation<Tuple4<String, String, Long, PerformanceAccumulator>> slice =
        Types.TUPLE(
            Types.STRING,
            Types.STRING,
            Types.LONG,
            FlinkEnds.typeOf(Rows.REQUESTS.accumulatorCoder()));
    SingleOutputStreamOperator<Tuple2<byte[], byte[]>> rows =
        FlinkEnds.read(flink, run, EventType.REQUEST)
            .transform("PreAggregate", slice, new PreAggregate(workload.sliceMillis()))
            .keyBy(new SeriesOf(), Types.TUPLE(Types.STRING, Types.STRING))
            .process(
                new AssembleSlices(
                    windows(workload),
                    workload.sliceMillis(),
                    Workload.ALLOWED_LATENESS.toMillis()),
                FlinkEnds.ROW_TYPE);
    if (workload.hasFixed()) {
      FlinkEnds.write(rows.getSideOutput(FIXED), run, run.fixedTopic());
    }
    if (workload.hasSliding()) {
      FlinkEnds.write(rows.getSideOutput(SLIDING), run, run.slidingTopic());
    }
  }

  private static List<Windows> windows(Workload workload) {
    List<Windows> windows = new ArrayList<>();
    if (workload.hasFixed()) {
      long size = workload.fixed().toMillis();
      windows.add(new Windows(size, size, false, FIXED));
    }
    if (workload.hasSliding()) {
      windows.add(
          new Windows(workload.sliding().toMillis(), workload.period().toMillis(), true, SLIDING));
    }
    return windows;
  }

  private static final class SeriesOf
      implements KeySelector<
          Tuple4<String, String, Long, PerformanceAccumulator>, Tuple2<String, String>> {
    private static final long serialVersionUID = 1;

    @Override
    public Tuple2<String, String> getKey(
        Tuple4<String, String, Long, PerformanceAccumulator> slice) {
      return Tuple2.of(slice.f0, slice.f1);
    }
  }
}
