package io.tidemark.pipelines.event;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Encodes a {@link UserFeedback} as a version byte, its {@link OptionalFields}, one number whose
 * bits are the fields that are true or false, then the other fields in the order of the record.
 */
public final class UserFeedbackCoder extends AtomicCoder<UserFeedback> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
  private static final UserFeedbackCoder INSTANCE = new UserFeedbackCoder();

  private static final int TASK_COMPLETED = 1;
  private static final int EDITED = 1 << 1;
  private static final int REGENERATED = 1 << 2;
  private static final int SAVED = 1 << 3;
  private static final int SHARED = 1 << 4;
  private static final int LIKED = 1 << 5;

  private UserFeedbackCoder() {}

  /** Returns the coder. */
  public static UserFeedbackCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(UserFeedback event, OutputStream out) throws IOException {
    out.write(VERSION);
    OptionalFields.write(
        out,
        event.userId(),
        event.requestId(),
        event.rating(),
        event.liked(),
        event.taskCompleted(),
        event.responseEdited(),
        event.responseRegenerated(),
        event.responseSaved(),
        event.responseShared(),
        event.dwellTimeSeconds(),
        event.comment());
    BinaryFormat.writeInt(flags(event), out);
    BinaryFormat.writeText(event.id(), out);
    BinaryFormat.writeLong(event.timestampMillis(), out);
    BinaryFormat.writeText(event.sessionId(), out);
    OptionalFields.writeText(event.userId(), out);
    OptionalFields.writeText(event.requestId(), out);
    OptionalFields.writeDouble(event.rating(), out);
    OptionalFields.writeDouble(event.dwellTimeSeconds(), out);
    OptionalFields.writeText(event.comment(), out);
    BinaryFormat.writeTexts(event.metadata(), out);
  }

  @Override
  public UserFeedback decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "feedback events");
    OptionalFields optional = OptionalFields.read(in);
    int flags = BinaryFormat.readInt(in);
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new UserFeedback(
        BinaryFormat.readText(in),
        BinaryFormat.readLong(in),
        BinaryFormat.readText(in),
        optional.nextText(in),
        optional.nextText(in),
        optional.nextDouble(in),
        nextBoolean(optional, flags, LIKED),
        nextBoolean(optional, flags, TASK_COMPLETED),
        nextBoolean(optional, flags, EDITED),
        nextBoolean(optional, flags, REGENERATED),
        nextBoolean(optional, flags, SAVED),
        nextBoolean(optional, flags, SHARED),
        optional.nextDouble(in),
        optional.nextText(in),
        BinaryFormat.readTexts(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  private static int flags(UserFeedback event) {
    return whenTrue(event.taskCompleted(), TASK_COMPLETED)
        | whenTrue(event.responseEdited(), EDITED)
        | whenTrue(event.responseRegenerated(), REGENERATED)
        | whenTrue(event.responseSaved(), SAVED)
        | whenTrue(event.responseShared(), SHARED)
        | whenTrue(event.liked(), LIKED);
  }

  private static int whenTrue(@Nullable Boolean value, int flag) {
    return Boolean.TRUE.equals(value) ? flag : 0;
  }

  private static @Nullable Boolean nextBoolean(OptionalFields optional, int flags, int flag) {
    return optional.next() ? (Boolean) ((flags & flag) != 0) : null;
  }
}
