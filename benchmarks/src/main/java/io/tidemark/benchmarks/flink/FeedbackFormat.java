package io.tidemark.benchmarks.flink;

import io.tidemark.pipelines.event.UserFeedback;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Two bytes of bits, the session, then event time and, where they are there, rating and dwell time
 * of eight bytes each.
 */
public final class FeedbackFormat extends EventType.Format<UserFeedback> {
  private static final long serialVersionUID = 1;
  private static final int RATING = 1;
  private static final int DWELL_TIME = 1 << 1;
  private static final int OPINION = 1 << 2;
  private static final int LIKED = 1 << 3;
  private static final int COMPLETED = 1 << 4;
  private static final int EDITED = 1 << 5;
  private static final int REGENERATED = 1 << 6;
  private static final int SAVED = 1 << 7;
  private static final int SHARED = 1 << 8;

  @Override
  public void serialize(UserFeedback feedback, DataOutputView out) throws IOException {
    Double rating = feedback.rating();
    Double dwellTime = feedback.dwellTimeSeconds();
    out.writeShort(bits(feedback));
    StringValue.writeString(feedback.sessionId(), out);
    out.writeLong(feedback.timestampMillis());
    if (rating != null) {
      out.writeDouble(rating);
    }
    if (dwellTime != null) {
      out.writeDouble(dwellTime);
    }
  }

  private static int bits(UserFeedback feedback) {
    return when(feedback.rating() != null, RATING)
        | when(feedback.dwellTimeSeconds() != null, DWELL_TIME)
        | when(feedback.liked() != null, OPINION)
        | when(Boolean.TRUE.equals(feedback.liked()), LIKED)
        | when(feedback.taskCompleted(), COMPLETED)
        | when(feedback.responseEdited(), EDITED)
        | when(feedback.responseRegenerated(), REGENERATED)
        | when(feedback.responseSaved(), SAVED)
        | when(feedback.responseShared(), SHARED);
  }

  private static int when(boolean set, int bit) {
    return set ? bit : 0;
  }

  @Override
  public UserFeedback deserialize(DataInputView in) throws IOException {
    int bits = in.readShort();
    String session = StringValue.readString(in);
    long timestamp = in.readLong();
    Double rating = number(bits, RATING, in);
    Double dwellTime = number(bits, DWELL_TIME, in);
    return new UserFeedback(
        "",
        timestamp,
        session,
        null,
        "",
        rating,
        has(bits, OPINION) ? (Boolean) has(bits, LIKED) : null,
        has(bits, COMPLETED),
        has(bits, EDITED),
        has(bits, REGENERATED),
        has(bits, SAVED),
        has(bits, SHARED),
        dwellTime,
        null,
        Map.of());
  }

  private static @Nullable Double number(int bits, int bit, DataInputView in) throws IOException {
    return has(bits, bit) ? (Double) in.readDouble() : null;
  }

  private static boolean has(int bits, int bit) {
    return (bits & bit) != 0;
  }

  @Override
  public TypeSerializerSnapshot<UserFeedback> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Says that the format never changes; public, for it is made by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<UserFeedback> {
    public Snapshot() {
      super(FeedbackFormat::new);
    }
  }
}
