package io.tidemark.pipelines.stats;

import io.tidemark.pipelines.event.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.beam.sdk.coders.AtomicCoder;

/**
 * Version, one byte of bits (1: has a quality score, 2: failed), then the fields in the order of
 * {@link Request}, eight bytes each: written and read at once, for there are many.
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
    ByteBuffer bytes = ByteBuffer.allocate(2 + (score == null ? 5 : 6) * Long.BYTES);
    bytes.put((byte) VERSION);
    bytes.put((byte) ((score == null ? 0 : HAS_SCORE) | (request.failed() ? FAILED : 0)));
    bytes.putLong(request.identity());
    bytes.putDouble(request.latencyMs());
    bytes.putDouble(request.cost());
    bytes.putLong(request.inputTokens());
    bytes.putLong(request.outputTokens());
    if (score != null) {
      bytes.putDouble(score);
    }
    out.write(bytes.array(), 0, bytes.position());
  }

  @Override
  public Request decode(InputStream in) throws IOException {
    Wire.checkVersion(VERSION, "Request", in);
    int bits = Wire.readByte(in);
    boolean hasScore = (bits & HAS_SCORE) != 0;
    ByteBuffer bytes = ByteBuffer.wrap(Wire.readExactly((hasScore ? 6 : 5) * Long.BYTES, in));
    // Arguments are evaluated from left to right, so they read the fields in the order written.
    return new Request(
        bytes.getLong(),
        bytes.getDouble(),
        bytes.getDouble(),
        bytes.getLong(),
        bytes.getLong(),
        hasScore ? (Double) bytes.getDouble() : null,
        (bits & FAILED) != 0);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
