package io.tidemark.benchmarks.peers;

import io.tidemark.pipelines.event.PerformanceMetrics;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** A request as a native job ships it: no more than the windows are computed from. */
final class RequestType extends TypeInformation<PerformanceMetrics> {
  private static final long serialVersionUID = 1;

  @Override
  public TypeSerializer<PerformanceMetrics> createSerializer(ExecutionConfig config) {
    return new Serializer();
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<PerformanceMetrics> getTypeClass() {
    return PerformanceMetrics.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public boolean canEqual(Object o) {
    return o instanceof RequestType;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RequestType;
  }

  @Override
  public int hashCode() {
    return RequestType.class.hashCode();
  }

  @Override
  public String toString() {
    return "RequestType";
  }

  /** Public, as Flink's snapshots of serializers must be. */
  public static final class Serializer extends TypeSerializerSingleton<PerformanceMetrics> {
    private static final long serialVersionUID = 1;
    private static final int SCORE = 1;
    private static final int ERROR = 2;

    @Override
    public void serialize(PerformanceMetrics request, DataOutputView out) throws IOException {
      Double score = request.qualityScore();
      out.writeByte((score == null ? 0 : SCORE) | (request.error() == null ? 0 : ERROR));
      StringValue.writeString(request.model(), out);
      StringValue.writeString(request.region(), out);
      out.writeLong(request.timestampMillis());
      out.writeDouble(request.latencyMs());
      out.writeLong(request.inputTokens());
      out.writeLong(request.outputTokens());
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
          "",
          model,
          null,
          region,
          null,
          null,
          latency,
          null,
          inputTokens,
          outputTokens,
          null,
          cost,
          (has & SCORE) == 0 ? null : in.readDouble(),
          (has & ERROR) == 0 ? null : "error",
          Map.of(),
          Map.of());
    }

    @Override
    public PerformanceMetrics deserialize(PerformanceMetrics reuse, DataInputView in)
        throws IOException {
      return deserialize(in);
    }

    @Override
    public boolean isImmutableType() {
      return true;
    }

    @Override
    public PerformanceMetrics createInstance() {
      return null;
    }

    @Override
    public PerformanceMetrics copy(PerformanceMetrics from) {
      return from;
    }

    @Override
    public PerformanceMetrics copy(PerformanceMetrics from, PerformanceMetrics reuse) {
      return from;
    }

    @Override
    public void copy(DataInputView in, DataOutputView out) throws IOException {
      serialize(deserialize(in), out);
    }

    @Override
    public int getLength() {
      return -1;
    }

    @Override
    public TypeSerializerSnapshot<PerformanceMetrics> snapshotConfiguration() {
      return new Snapshot();
    }
  }

  /** Says that the format never changes. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PerformanceMetrics> {
    public Snapshot() {
      super(Serializer::new);
    }
  }
}
