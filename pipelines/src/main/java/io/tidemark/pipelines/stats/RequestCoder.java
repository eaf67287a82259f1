package io.tidemark.pipelines.stats;

import io.tidemark.pipelines.event.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
  private static final int FIELDS = 2;
  private static final RequestCoder INSTANCE = new RequestCoder();

  private RequestCoder() {}

  public static RequestCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Request request, OutputStream out) throws IOException {
    Double score = request.qualityScore();
    byte[] bytes = new byte[FIELDS + (score == null ? 5 : 6) * Long.BYTES];
    bytes[0] = VERSION;
    bytes[1] = (byte) ((score == null ? 0 : HAS_SCORE) | (request.failed() ? FAILED : 0));
    Wire.putLong(bytes, FIELDS, request.identity());
    Wire.putDouble(bytes, FIELDS + 8, request.latencyMs());
    Wire.putDouble(bytes, FIELDS + 16, request.cost());
    Wire.putLong(bytes, FIELDS + 24, request.inputTokens());
    Wire.putLong(bytes, FIELDS + 32, request.outputTokens());
    if (score != null) {
      Wire.putDouble(bytes, FIELDS + 40, score);
    }
    out.write(bytes, 0, bytes.length);
  }

  @Override
  public Request decode(InputStream in) throws IOException {
    Wire.checkVersion(VERSION, "Request", in);
    int bits = Wire.readByte(in);
    boolean hasScore = (bits & HAS_SCORE) != 0;
    byte[] bytes = Wire.readExactly((hasScore ? 6 : 5) * Long.BYTES, in);
    return new Request(
        Wire.getLong(bytes, 0),
        Wire.getDouble(bytes, 8),
        Wire.getDouble(bytes, 16),
        Wire.getLong(bytes, 24),
        Wire.getLong(bytes, 32),
        hasScore ? (Double) Wire.getDouble(bytes, 40) : null,
        (bits & FAILED) != 0);
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
