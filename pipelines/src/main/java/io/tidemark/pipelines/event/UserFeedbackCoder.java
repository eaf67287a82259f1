package io.tidemark.pipelines.event;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

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
        event.rating(),
        event.liked(),
        event.dwellTimeSeconds(),
        event.comment());
    BinaryFormat.writeInt(flags(event), out);
    BinaryFormat.writeText(event.id(), out);
    BinaryFormat.writeLong(event.timestampMillis(), out);
    BinaryFormat.writeText(event.sessionId(), out);
    OptionalFields.writeText(event.userId(), out);
    BinaryFormat.writeText(event.requestId(), out);
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
        BinaryFormat.readText(in),
        optional.nextDouble(in),
        optional.next() ? (Boolean) has(flags, LIKED) : null,
        has(flags, TASK_COMPLETED),
        has(flags, EDITED),
        has(flags, REGENERATED),
        has(flags, SAVED),
        has(flags, SHARED),
        optional.nextDouble(in),
        optional.nextText(in),
        BinaryFormat.readTexts(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }

  private static int flags(UserFeedback event) {
    return (event.taskCompleted() ? TASK_COMPLETED : 0)
        | (event.responseEdited() ? EDITED : 0)
        | (event.responseRegenerated() ? REGENERATED : 0)
        | (event.responseSaved() ? SAVED : 0)
        | (event.responseShared() ? SHARED : 0)
        | (Boolean.TRUE.equals(event.liked()) ? LIKED : 0);
  }

  private static boolean has(int flags, int flag) {
    return (flags & flag) != 0;
  }
}
