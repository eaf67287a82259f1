package io.tidemark.benchmarks.flink;

import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.feedback.FeedbackAccumulator;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Sums up the feedback of each user before it is shuffled. Parts are user, first and last event
 * time, and the sum.
 */
final class PreAggregateSessions
    extends PartialSums<
        UserFeedback,
        String,
        Tuple4<String, Long, Long, FeedbackAccumulator>,
        Tuple4<String, Long, Long, FeedbackAccumulator>> {
  private static final long serialVersionUID = 1;

  private final long gap;

  PreAggregateSessions(long gap) {
    this.gap = gap;
  }

  @Override
  public void processElement(StreamRecord<UserFeedback> record) {
    UserFeedback feedback = record.getValue();
    long time = feedback.timestampMillis();
    Tuple4<String, Long, Long, FeedbackAccumulator> part = held(feedback.sessionId());
    boolean isOfAnother = part != null && (time >= part.f2 + gap || time <= part.f1 - gap);
    if (isOfAnother) {
      emit(feedback.sessionId(), part);
    }
    if (part == null || isOfAnother) {
      part = Tuple4.of(feedback.sessionId(), time, time, Rows.FEEDBACK.create());
      hold(feedback.sessionId(), part);
    }
    part.f1 = Math.min(part.f1, time);
    part.f2 = Math.max(part.f2, time);
    Rows.FEEDBACK.add(part.f3, feedback, time);
  }

  @Override
  void emit(String user, Tuple4<String, Long, Long, FeedbackAccumulator> part) {
    send(part, part.f2);
  }
}
