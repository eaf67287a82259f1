package io.tidemark.benchmarks.peers;

import io.tidemark.pipelines.stats.PerformanceAccumulator;
import java.io.IOException;
import org.apache.beam.runners.flink.translation.wrappers.DataInputViewWrapper;
import org.apache.beam.runners.flink.translation.wrappers.DataOutputViewWrapper;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The accumulator's coder as Flink SQL wants it; public, for it is made by its name. */
public final class AccumulatorSerializer extends TypeSerializerSingleton<PerformanceAccumulator> {
  private static final long serialVersionUID = 1;

  @Override
  public void serialize(PerformanceAccumulator requests, DataOutputView out) throws IOException {
    Rows.REQUESTS.accumulatorCoder().encode(requests, new DataOutputViewWrapper(out));
  }

  @Override
  public PerformanceAccumulator deserialize(DataInputView in) throws IOException {
    return Rows.REQUESTS.accumulatorCoder().decode(new DataInputViewWrapper(in));
  }

  @Override
  public PerformanceAccumulator deserialize(PerformanceAccumulator reuse, DataInputView in)
      throws IOException {
    return deserialize(in);
  }

  @Override
  public PerformanceAccumulator createInstance() {
    return Rows.REQUESTS.create();
  }

  @Override
  public PerformanceAccumulator copy(PerformanceAccumulator from) {
    return Rows.REQUESTS.merge(Rows.REQUESTS.create(), from);
  }

  @Override
  public PerformanceAccumulator copy(PerformanceAccumulator from, PerformanceAccumulator reuse) {
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

  @Override
  public TypeSerializerSnapshot<PerformanceAccumulator> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Says that the format never changes. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PerformanceAccumulator> {
    public Snapshot() {
      super(AccumulatorSerializer::new);
    }
  }
}
