package io.tidemark.pipelines.performance;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * Encodes a {@link Request} as a version byte, one byte of bits (1: it has a quality score, 2: it
 * failed), then the fields in the order of the record, eight bytes each, of which the identity has
 * two.
 */
public final class RequestCoder extends AtomicCoder<Request> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final int HAS_SCORE = 1;
  private static final int FAILED = 2;
  private static final RequestCoder INSTANCE = new RequestCoder();

  private RequestCoder() {}

  /** Returns the coder. */
  public static RequestCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Request request, OutputStream out) throws IOException {
    Double score = request.qualityScore();
    out.write(VERSION);
    out.write((score == null ? 0 : HAS_SCORE) | (request.failed() ? FAILED : 0));
    BinaryFormat.writeIdentity(request.identity(), out);
    BinaryFormat.writeDouble(request.latencyMs(), out);
    BinaryFormat.writeDouble(request.cost(), out);
    BinaryFormat.writeFixedLong(request.inputTokens(), out);
    BinaryFormat.writeFixedLong(request.outputTokens(), out);
    if (score != null) {
      BinaryFormat.writeDouble(score, out);
    }
  }

  @Override
  public Request decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "requests");
    int bits = BinaryFormat.readByte(in);
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new Request(
        BinaryFormat.readIdentity(in),
        BinaryFormat.readDouble(in),
        BinaryFormat.readDouble(in),
        BinaryFormat.readFixedLong(in),
        BinaryFormat.readFixedLong(in),
        (bits & HAS_SCORE) != 0 ? (Double) BinaryFormat.readDouble(in) : null,
        (bits & FAILED) != 0);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
