package io.tidemark.pipelines.deadletter;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Encodes a {@link DeadLetter} as a version byte, then the fields in the order of the record, the
 * reason by its name.
 */
public final class DeadLetterCoder extends AtomicCoder<DeadLetter> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 2;
  private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
  private static final NullableCoder<@Nullable Long> EVENT_TIME =
      NullableCoder.of(VarLongCoder.of());
  private static final DeadLetterCoder INSTANCE = new DeadLetterCoder();

  private DeadLetterCoder() {}

  /** Returns the coder. */
  public static DeadLetterCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(DeadLetter letter, OutputStream out) throws IOException {
    out.write(VERSION);
    TEXT.encode(letter.reason().name(), out);
    TEXT.encode(letter.step(), out);
    TEXT.encode(letter.error(), out);
    ByteArrayCoder.of().encode(letter.original(), out);
    EVENT_TIME.encode(letter.eventTimeMillis(), out);
    TEXT.encode(letter.topic(), out);
    VarIntCoder.of().encode(letter.partition(), out);
    VarLongCoder.of().encode(letter.offset(), out);
    VarIntCoder.of().encode(letter.index() + 1, out); // 0 for a whole record, in one byte
    VarIntCoder.of().encode(letter.retryCount(), out);
  }

  @Override
  public DeadLetter decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "dead letters");
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new DeadLetter(
        Reason.valueOf(TEXT.decode(in)),
        TEXT.decode(in),
        TEXT.decode(in),
        ByteArrayCoder.of().decode(in),
        EVENT_TIME.decode(in),
        TEXT.decode(in),
        VarIntCoder.of().decode(in),
        VarLongCoder.of().decode(in),
        VarIntCoder.of().decode(in) - 1,
        VarIntCoder.of().decode(in));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
