package io.tidemark.benchmarks.peers;

import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.stats.FeedbackAccumulator;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.java.tuple.Tuple4;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Sums up the feedback of each user before it is shuffled: what came between two watermarks, but of
 * no more users than fit in memory. Parts are user, first and last event time, and the sum; no
 * watermark and no barrier passes what is still held.
 */
final class PreAggregateSessions
    extends AbstractStreamOperator<Tuple4<String, Long, Long, FeedbackAccumulator>>
    implements OneInputStreamOperator<
        UserFeedback, Tuple4<String, Long, Long, FeedbackAccumulator>> {
  private static final long serialVersionUID = 1;
  private static final int MOST = 20_000;

  private final long gap;
  private transient Map<String, Tuple4<String, Long, Long, FeedbackAccumulator>> held;

  PreAggregateSessions(long gap) {
    this.gap = gap;
  }

  @Override
  public void open() throws Exception {
    super.open();
    held = new HashMap<>();
  }

  @Override
  public void processElement(StreamRecord<UserFeedback> record) {
    UserFeedback feedback = record.getValue();
    long time = feedback.timestampMillis();
    Tuple4<String, Long, Long, FeedbackAccumulator> part = held.get(feedback.sessionId());
    if (part == null || time >= part.f2 + gap || time <= part.f1 - gap) {
      if (part != null) {
        emit(part);
      } else if (held.size() >= MOST) {
        flush();
      }
      part = Tuple4.of(feedback.sessionId(), time, time, Rows.FEEDBACK.create());
      held.put(feedback.sessionId(), part);
    }
    part.f1 = Math.min(part.f1, time);
    part.f2 = Math.max(part.f2, time);
    Rows.FEEDBACK.add(part.f3, feedback, time);
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
    held.values().forEach(this::emit);
    held.clear();
  }

  private void emit(Tuple4<String, Long, Long, FeedbackAccumulator> part) {
    output.collect(new StreamRecord<>(part, part.f2));
  }
}
