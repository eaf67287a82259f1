package io.tidemark.pipelines.record;

import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The stored form of a {@link Part}: a number that says which kind it is, then where it stands in
 * the record. It is a part of the form of {@link DecodedRecordCoder}.
 */
final class PartFormat {
  private static final int NO_BYTES = 0;
  private static final int SPAN = 1;
  private static final int OTLP = 2; // and the ordinal of the form
  private static final OtlpForm[] FORMS = OtlpForm.values();

  private PartFormat() {}

  static void write(Part part, OutputStream out) throws IOException {
    if (part instanceof Span span) {
      BinaryFormat.writeInt(SPAN, out);
      writeSpan(span, out);
    } else if (part instanceof OtlpPart otlp) {
      BinaryFormat.writeInt(OTLP + otlp.form().ordinal(), out);
      writeSpan(otlp.resource(), out);
      writeSpan(otlp.scope(), out);
      writeSpan(otlp.leaf(), out);
      BinaryFormat.writeBytes(otlp.added().toArray(), out);
      BinaryFormat.writeInt(otlp.addedAt(), out);
    } else {
      BinaryFormat.writeInt(NO_BYTES, out);
    }
  }

  static Part read(InputStream in) throws IOException {
    int kind = BinaryFormat.readInt(in);
    if (kind == NO_BYTES) {
      return NoBytes.OF_THIS;
    }
    // Arguments are evaluated from left to right, so they read the spans in the order written.
    return kind == SPAN
        ? readSpan(in)
        : new OtlpPart(
            FORMS[kind - OTLP],
            readSpan(in),
            readSpan(in),
            readSpan(in),
            Bytes.of(BinaryFormat.readBytes(in)),
            BinaryFormat.readInt(in));
  }

  /** One more than the length, or 0 for none, then where it begins. */
  private static void writeSpan(@Nullable Span span, OutputStream out) throws IOException {
    BinaryFormat.writeInt(span == null ? 0 : span.length() + 1, out);
    if (span != null) {
      BinaryFormat.writeInt(span.from(), out);
    }
  }

  private static @Nullable Span readSpan(InputStream in) throws IOException {
    int length = BinaryFormat.readInt(in) - 1;
    return length < 0 ? null : new Span(BinaryFormat.readInt(in), length);
  }
}
