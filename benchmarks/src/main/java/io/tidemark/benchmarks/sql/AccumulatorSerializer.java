package io.tidemark.benchmarks.sql;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.benchmarks.workload.Rows;
import io.tidemark.pipelines.feedback.FeedbackAccumulator;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import java.io.IOException;
import org.apache.beam.runners.flink.translation.wrappers.DataInputViewWrapper;
import org.apache.beam.runners.flink.translation.wrappers.DataOutputViewWrapper;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** An accumulator's coder as Flink SQL wants it; what it makes by its name is public. */
abstract class AccumulatorSerializer<A> extends TypeSerializerSingleton<A> {
  private static final long serialVersionUID = 1;

  abstract WindowedCombine<?, A, ?> combine();

  /** Of requests. */
  public static final class OfRequests extends AccumulatorSerializer<PerformanceAccumulator> {
    private static final long serialVersionUID = 1;

    @Override
    WindowedCombine<?, PerformanceAccumulator, ?> combine() {
      return Rows.REQUESTS;
    }

    @Override
    public TypeSerializerSnapshot<PerformanceAccumulator> snapshotConfiguration() {
      return new RequestsSnapshot();
    }

    /** Says that the format never changes. */
    public static final class RequestsSnapshot
        extends SimpleTypeSerializerSnapshot<PerformanceAccumulator> {
      public RequestsSnapshot() {
        super(OfRequests::new);
      }
    }
  }

  /** Of feedback. */
  public static final class OfFeedback extends AccumulatorSerializer<FeedbackAccumulator> {
    private static final long serialVersionUID = 1;

    @Override
    WindowedCombine<?, FeedbackAccumulator, ?> combine() {
      return Rows.FEEDBACK;
    }

    @Override
    public TypeSerializerSnapshot<FeedbackAccumulator> snapshotConfiguration() {
      return new FeedbackSnapshot();
    }

    /** Says that the format never changes. */
    public static final class FeedbackSnapshot
        extends SimpleTypeSerializerSnapshot<FeedbackAccumulator> {
      public FeedbackSnapshot() {
        super(OfFeedback::new);
      }
    }
  }

  @Override
  public void serialize(A accumulator, DataOutputView out) throws IOException {
    combine().accumulatorCoder().encode(accumulator, new DataOutputViewWrapper(out));
  }

  @Override
  public A deserialize(DataInputView in) throws IOException {
    return combine().accumulatorCoder().decode(new DataInputViewWrapper(in));
  }

  @Override
  public A deserialize(A reuse, DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public A createInstance() {
    return combine().create();
  }

  @Override
  public A copy(A from) {
    return combine().merge(combine().create(), from);
  }

  @Override
  public A copy(A from, A reuse) {
    return copy(from);
  }

  @Override
  public void copy(DataInputView in, DataOutputView out) throws IOException {
    serialize(deserialize(in), out);
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public int getLength() {
    return -1;
  }
}
