package io.tidemark.benchmarks.flink;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.UserFeedback;
import java.io.IOException;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** An event as a native job ships it: no more than the windows are computed from. */
public final class EventType<E extends TelemetryEvent> extends TypeInformation<E> {
  public static final EventType<PerformanceMetrics> REQUEST =
      new EventType<>(PerformanceMetrics.class, new RequestFormat());
  public static final EventType<UserFeedback> FEEDBACK =
      new EventType<>(UserFeedback.class, new FeedbackFormat());

  private static final long serialVersionUID = 1;

  private final Class<E> event;
  private final Format<E> format;

  private EventType(Class<E> event, Format<E> format) {
    this.event = event;
    this.format = format;
  }

  /**
   * How an event is written. An event is never changed, so it is its own copy; each format adds a
   * snapshot that Flink can make by its name.
   */
  abstract static class Format<E extends TelemetryEvent> extends TypeSerializerSingleton<E> {
    private static final long serialVersionUID = 1;

    @Override
    public E deserialize(E reuse, DataInputView in) throws IOException {
      return deserialize(in);
    }

    @Override
    public boolean isImmutableType() {
      return true;
    }

    @Override
    public E createInstance() {
      return null;
    }

    @Override
    public E copy(E from) {
      return from;
    }

    @Override
    public E copy(E from, E reuse) {
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
  }

  @Override
  public TypeSerializer<E> createSerializer(ExecutionConfig config) {
    return format;
  }

  @Override
  public Class<E> getTypeClass() {
    return event;
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
  public boolean isKeyType() {
    return false;
  }

  @Override
  public boolean canEqual(Object o) {
    return o instanceof EventType;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof EventType<?> that && event == that.event;
  }

  @Override
  public int hashCode() {
    return event.hashCode();
  }

  @Override
  public String toString() {
    return "EventType(" + event.getSimpleName() + ")";
  }
}
