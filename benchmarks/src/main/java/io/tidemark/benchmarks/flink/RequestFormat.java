package io.tidemark.benchmarks.flink;

import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TokenUsage;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** One byte of bits, model and region, then event time and numbers of eight bytes each. */
public final class RequestFormat extends EventType.Format<PerformanceMetrics> {
  private static final long serialVersionUID = 1;
  private static final int SCORE = 1;
  private static final int ERROR = 2;

  @Override
  public void serialize(PerformanceMetrics request, DataOutputView out) throws IOException {
    Double score = request.qualityScore();
    out.writeByte((score == null ? 0 : SCORE) | (request.error() == null ? 0 : ERROR));
    StringValue.writeString(request.model(), out);
    StringValue.writeString(request.attribution().region(), out);
    out.writeLong(request.timestampMillis());
    out.writeDouble(request.latencyMs());
    out.writeLong(request.usage().input());
    out.writeLong(request.usage().output());
    out.writeDouble(request.cost());
    if (score != null) {
      out.writeDouble(score);
    }
  }

  @Override
  public PerformanceMetrics deserialize(DataInputView in) throws IOException {
    int has = in.readByte();
    String model = StringValue.readString(in);
    String region = StringValue.readString(in);
    long timestamp = in.readLong();
    double latency = in.readDouble();
    long inputTokens = in.readLong();
    long outputTokens = in.readLong();
    double cost = in.readDouble();
    return new PerformanceMetrics(
        "",
        timestamp,
        Attribution.of(model, region),
        latency,
        TokenUsage.of(inputTokens, outputTokens),
        cost,
        (has & SCORE) == 0 ? null : in.readDouble(),
        (has & ERROR) == 0 ? null : "error");
  }

  @Override
  public TypeSerializerSnapshot<PerformanceMetrics> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Says that the format never changes; public, for it is made by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PerformanceMetrics> {
    public Snapshot() {
      super(RequestFormat::new);
    }
  }
}
