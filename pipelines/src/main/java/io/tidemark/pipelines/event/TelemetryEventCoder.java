package io.tidemark.pipelines.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;

/**
 * Encodes any {@link TelemetryEvent} as one byte for its type, then the event by the coder of that
 * type.
 */
public final class TelemetryEventCoder extends AtomicCoder<TelemetryEvent> {
  private static final long serialVersionUID = 1L;
  private static final TelemetryEventCoder INSTANCE = new TelemetryEventCoder();

  private static final int PERFORMANCE_METRICS = 1;
  private static final int USER_FEEDBACK = 2;
  private static final int SYSTEM_HEALTH = 3;

  private TelemetryEventCoder() {}

  /** Returns the coder. */
  public static TelemetryEventCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(TelemetryEvent event, OutputStream out) throws IOException {
    if (event instanceof PerformanceMetrics performance) {
      out.write(PERFORMANCE_METRICS);
      PerformanceMetricsCoder.of().encode(performance, out);
    } else if (event instanceof UserFeedback feedback) {
      out.write(USER_FEEDBACK);
      UserFeedbackCoder.of().encode(feedback, out);
    } else if (event instanceof SystemHealth health) {
      out.write(SYSTEM_HEALTH);
      SystemHealthCoder.of().encode(health, out);
    }
  }

  @Override
  public TelemetryEvent decode(InputStream in) throws IOException {
    int type = BinaryFormat.readByte(in);
    return switch (type) {
      case PERFORMANCE_METRICS -> PerformanceMetricsCoder.of().decode(in);
      case USER_FEEDBACK -> UserFeedbackCoder.of().decode(in);
      case SYSTEM_HEALTH -> SystemHealthCoder.of().decode(in);
      default ->
          throw new CoderException("a stored event has type " + type + "; known are 1, 2, 3");
    };
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
