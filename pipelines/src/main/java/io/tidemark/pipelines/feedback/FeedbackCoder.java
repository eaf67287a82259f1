package io.tidemark.pipelines.feedback;

import io.tidemark.change.Identity;
import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Encodes a {@link Feedback} as a version byte, one number whose bits are the fields that are true
 * and the optional fields that have a value, then the identity in sixteen bytes, and rating and
 * dwell time in eight bytes each.
 */
public final class FeedbackCoder extends AtomicCoder<Feedback> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final int HAS_RATING = 1;
  private static final int HAS_DWELL_TIME = 1 << 1;
  private static final int HAS_LIKED = 1 << 2;
  private static final int LIKED = 1 << 3;
  private static final int COMPLETED = 1 << 4;
  private static final int EDITED = 1 << 5;
  private static final int REGENERATED = 1 << 6;
  private static final int SAVED = 1 << 7;
  private static final int SHARED = 1 << 8;
  private static final int HAS_COMPLETED = 1 << 9;
  private static final FeedbackCoder INSTANCE = new FeedbackCoder();

  private FeedbackCoder() {}

  /** Returns the coder. */
  public static FeedbackCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Feedback feedback, OutputStream out) throws IOException {
    Double rating = feedback.rating();
    Double dwellTime = feedback.dwellTimeSeconds();
    out.write(VERSION);
    BinaryFormat.writeInt(bits(feedback), out);
    BinaryFormat.writeIdentity(feedback.identity(), out);
    if (rating != null) {
      BinaryFormat.writeDouble(rating, out);
    }
    if (dwellTime != null) {
      BinaryFormat.writeDouble(dwellTime, out);
    }
  }

  private static int bits(Feedback feedback) {
    return when(feedback.rating() != null, HAS_RATING)
        | when(feedback.dwellTimeSeconds() != null, HAS_DWELL_TIME)
        | when(feedback.liked() != null, HAS_LIKED)
        | when(Boolean.TRUE.equals(feedback.liked()), LIKED)
        | when(feedback.taskCompleted() != null, HAS_COMPLETED)
        | when(Boolean.TRUE.equals(feedback.taskCompleted()), COMPLETED)
        | when(feedback.responseEdited(), EDITED)
        | when(feedback.responseRegenerated(), REGENERATED)
        | when(feedback.responseSaved(), SAVED)
        | when(feedback.responseShared(), SHARED);
  }

  private static int when(boolean set, int bit) {
    return set ? bit : 0;
  }

  @Override
  public Feedback decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "feedback");
    int bits = BinaryFormat.readInt(in);
    Identity identity = BinaryFormat.readIdentity(in);
    Double rating = number(bits, HAS_RATING, in);
    Double dwellTime = number(bits, HAS_DWELL_TIME, in);
    return new Feedback(
        identity,
        rating,
        has(bits, HAS_LIKED) ? (Boolean) has(bits, LIKED) : null,
        has(bits, HAS_COMPLETED) ? (Boolean) has(bits, COMPLETED) : null,
        has(bits, EDITED),
        has(bits, REGENERATED),
        has(bits, SAVED),
        has(bits, SHARED),
        dwellTime);
  }

  private static @Nullable Double number(int bits, int bit, InputStream in) throws IOException {
    return has(bits, bit) ? (Double) BinaryFormat.readDouble(in) : null;
  }

  private static boolean has(int bits, int bit) {
    return (bits & bit) != 0;
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
