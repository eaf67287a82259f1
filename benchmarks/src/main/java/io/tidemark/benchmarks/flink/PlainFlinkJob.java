package io.tidemark.benchmarks.flink;

import io.tidemark.benchmarks.job.Job;
import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.benchmarks.workload.Workload;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.feedback.FeedbackAccumulator;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.series.SeriesKey;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.EventTimeSessionWindows;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.time.Time;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Flink as its documentation teaches it: key by, window, aggregate as events come. */
public final class PlainFlinkJob {
  private static final TypeInformation<Tuple2<String, String>> SERIES =
      Types.TUPLE(Types.STRING, Types.STRING);

  private PlainFlinkJob() {}

  public static Job start(Run run) throws Exception {
    StreamExecutionEnvironment flink = FlinkEnds.environment(run);
    if (run.workload().hasSessions()) {
      sessions(flink, run);
    } else {
      windows(flink, run);
    }
    return FlinkEnds.start(flink);
  }

  private static void windows(StreamExecutionEnvironment flink, Run run) {
    Workload workload = run.workload();
    KeyedStream<PerformanceMetrics, Tuple2<String, String>> requests =
        FlinkEnds.read(flink, run, EventType.REQUEST).keyBy(new SeriesOf(), SERIES);
    if (workload.hasFixed()) {
      aggregate(
          requests,
          TumblingEventTimeWindows.of(time(workload.fixed())),
          new FixedRow(),
          run,
          run.fixedTopic());
    }
    if (workload.hasSliding()) {
      aggregate(
          requests,
          SlidingEventTimeWindows.of(time(workload.sliding()), time(workload.period())),
          new SlidingRow(),
          run,
          run.slidingTopic());
    }
  }

  private static void aggregate(
      KeyedStream<PerformanceMetrics, Tuple2<String, String>> requests,
      WindowAssigner<Object, TimeWindow> windows,
      ProcessWindowFunction<
              PerformanceAccumulator, Tuple2<byte[], byte[]>, Tuple2<String, String>, TimeWindow>
          row,
      Run run,
      String topic) {
    TypeInformation<PerformanceAccumulator> accumulator =
        FlinkEnds.typeOf(Rows.REQUESTS.accumulatorCoder());
    FlinkEnds.write(
        requests
            .window(windows)
            .allowedLateness(time(Workload.ALLOWED_LATENESS))
            .aggregate(new Requests(), row, accumulator, accumulator, FlinkEnds.ROW_TYPE),
        run,
        topic);
  }

  private static void sessions(StreamExecutionEnvironment flink, Run run) {
    TypeInformation<FeedbackAccumulator> accumulator =
        FlinkEnds.typeOf(Rows.FEEDBACK.accumulatorCoder());
    FlinkEnds.write(
        FlinkEnds.read(flink, run, EventType.FEEDBACK)
            .keyBy(UserFeedback::sessionId, Types.STRING)
            .window(EventTimeSessionWindows.withGap(time(Workload.SESSION_GAP)))
            .allowedLateness(time(Workload.ALLOWED_LATENESS))
            .aggregate(
                new Feedback(),
                new FlinkEnds.SessionRow(),
                accumulator,
                accumulator,
                FlinkEnds.ROW_TYPE),
        run,
        run.sessionTopic());
  }

  private static Time time(Duration duration) {
    return Time.milliseconds(duration.toMillis());
  }

  private static final class SeriesOf
      implements KeySelector<PerformanceMetrics, Tuple2<String, String>> {
    private static final long serialVersionUID = 1;

    @Override
    public Tuple2<String, String> getKey(PerformanceMetrics request) {
      return Tuple2.of(request.model(), request.attribution().region());
    }
  }

  private static final class Requests
      extends CombineFunction<PerformanceMetrics, PerformanceAccumulator> {
    private static final long serialVersionUID = 1;

    Requests() {
      super(Rows.REQUESTS);
    }

    @Override
    public PerformanceAccumulator add(PerformanceMetrics request, PerformanceAccumulator acc) {
      return Rows.add(acc, request);
    }
  }

  private static final class Feedback extends CombineFunction<UserFeedback, FeedbackAccumulator> {
    private static final long serialVersionUID = 1;

    Feedback() {
      super(Rows.FEEDBACK);
    }

    @Override
    public FeedbackAccumulator add(UserFeedback feedback, FeedbackAccumulator acc) {
      return Rows.FEEDBACK.add(acc, feedback, feedback.timestampMillis());
    }
  }

  private static final class FixedRow
      extends ProcessWindowFunction<
          PerformanceAccumulator, Tuple2<byte[], byte[]>, Tuple2<String, String>, TimeWindow> {
    private static final long serialVersionUID = 1;

    @Override
    public void process(
        Tuple2<String, String> series,
        Context context,
        Iterable<PerformanceAccumulator> requests,
        Collector<Tuple2<byte[], byte[]>> out) {
      TimeWindow window = context.window();
      out.collect(
          FlinkEnds.record(
              Rows.fixed(
                  SeriesKey.of(series.f0, series.f1),
                  requests.iterator().next(),
                  window.getStart(),
                  window.getEnd())));
    }
  }

  private static final class SlidingRow
      extends ProcessWindowFunction<
          PerformanceAccumulator, Tuple2<byte[], byte[]>, Tuple2<String, String>, TimeWindow> {
    private static final long serialVersionUID = 1;

    @Override
    public void process(
        Tuple2<String, String> series,
        Context context,
        Iterable<PerformanceAccumulator> requests,
        Collector<Tuple2<byte[], byte[]>> out) {
      TimeWindow window = context.window();
      out.collect(
          FlinkEnds.record(
              Rows.sliding(
                  SeriesKey.of(series.f0, series.f1),
                  requests.iterator().next(),
                  window.getStart(),
                  window.getEnd())));
    }
  }
}
