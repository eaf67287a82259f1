package io.tidemark.pipelines.stats;

import io.tidemark.pipelines.event.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * Version, one byte of bits (1: has a quality score, 2: failed), then the fields in the order of
 * {@link Request}, eight bytes each.
 */
public final class RequestCoder extends AtomicCoder<Request> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;
  private static final int HAS_SCORE = 1;
  private static final int FAILED = 2;
  private static final RequestCoder INSTANCE = new RequestCoder();

  private RequestCoder() {}

  public static RequestCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Request request, OutputStream out) throws IOException {
    Double score = request.qualityScore();
    Wire.writeVersion(VERSION, out);
    out.write((score == null ? 0 : HAS_SCORE) | (request.failed() ? FAILED : 0));
    Wire.writeFixedLong(request.identity(), out);
    Wire.writeDouble(request.latencyMs(), out);
    Wire.writeDouble(request.cost(), out);
    Wire.writeFixedLong(request.inputTokens(), out);
    Wire.writeFixedLong(request.outputTokens(), out);
    if (score != null) {
      Wire.writeDouble(score, out);
    }
  }

  @Override
  public Request decode(InputStream in) throws IOException {
    Wire.checkVersion(VERSION, "Request", in);
    int bits = Wire.readByte(in);
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new Request(
        Wire.readFixedLong(in),
        Wire.readDouble(in),
        Wire.readDouble(in),
        Wire.readFixedLong(in),
        Wire.readFixedLong(in),
        (bits & HAS_SCORE) != 0 ? (Double) Wire.readDouble(in) : null,
        (bits & FAILED) != 0);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
