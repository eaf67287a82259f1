package io.tidemark.benchmarks.flink;

import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.benchmarks.workload.Workload;
import io.tidemark.pipelines.feedback.FeedbackAccumulator;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.MergingWindowAssigner;
import org.apache.flink.streaming.api.windowing.time.Time;
import org.apache.flink.streaming.api.windowing.triggers.EventTimeTrigger;
import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/** Sessions merged of parts that were summed up before the shuffle. */
final class SlicedSessions {

  private SlicedSessions() {}

  static void add(StreamExecutionEnvironment flink, Run run) {
    TypeInformation<FeedbackAccumulator> accumulator =
        FlinkEnds.typeOf(Rows.FEEDBACK.accumulatorCoder());
    long gap = Workload.SESSION_GAP.toMillis();
    FlinkEnds.write(
        FlinkEnds.read(flink, run, EventType.FEEDBACK)
            .transform(
                "PreAggregate",
                Types.TUPLE(Types.STRING, Types.LONG, Types.LONG, accumulator),
                new PreAggregateSessions(gap))
            .keyBy(part -> part.f0, Types.STRING)
            .window(new SessionsOfParts(gap))
            .allowedLateness(Time.milliseconds(Workload.ALLOWED_LATENESS.toMillis()))
            .aggregate(
                new Merge(),
                new FlinkEnds.SessionRow(),
                accumulator,
                accumulator,
                FlinkEnds.ROW_TYPE),
        run,
        run.sessionTopic());
  }

  /** A part lasts from its first event to a gap after its last. */
  private static final class SessionsOfParts extends MergingWindowAssigner<Object, TimeWindow> {
    private static final long serialVersionUID = 1;

    private final long gap;

    SessionsOfParts(long gap) {
      this.gap = gap;
    }

    @Override
    public Collection<TimeWindow> assignWindows(
        Object element, long timestamp, WindowAssignerContext context) {
      Tuple4<?, ?, ?, ?> part = (Tuple4<?, ?, ?, ?>) element;
      return List.of(new TimeWindow((Long) part.f1, (Long) part.f2 + gap));
    }

    @Override
    public void mergeWindows(Collection<TimeWindow> windows, MergeCallback<TimeWindow> callback) {
      TimeWindow.mergeWindows(windows, callback);
    }

    @Override
    public Trigger<Object, TimeWindow> getDefaultTrigger(StreamExecutionEnvironment flink) {
      return EventTimeTrigger.create();
    }

    @Override
    public TypeSerializer<TimeWindow> getWindowSerializer(ExecutionConfig config) {
      return new TimeWindow.Serializer();
    }

    @Override
    public boolean isEventTime() {
      return true;
    }
  }

  private static final class Merge
      extends CombineFunction<
          Tuple4<String, Long, Long, FeedbackAccumulator>, FeedbackAccumulator> {
    private static final long serialVersionUID = 1;

    Merge() {
      super(Rows.FEEDBACK);
    }

    @Override
    public FeedbackAccumulator add(
        Tuple4<String, Long, Long, FeedbackAccumulator> part, FeedbackAccumulator session) {
      return combine.merge(session, part.f3);
    }
  }
}
