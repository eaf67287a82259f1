package io.tidemark.pipelines.performance;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.pipelines.event.BinaryFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Encodes a {@link Request} as a version byte, one byte of bits (1: it has a quality score, 2: it
 * has details, 4: parts of costs are among them; the upper four: one more than the ordinal of its
 * error), then the fields in the order of the record, eight bytes each, of which the identity has
 * two. Details take 2 to 8 bytes more each.
 */
public final class RequestCoder extends AtomicCoder<Request> {
  private static final long serialVersionUID = 1;
  private static final int VERSION = 2;
  private static final int HAS_SCORE = 1;
  private static final int HAS_DETAILS = 2;
  private static final int HAS_COSTS = 4;
  private static final int ERROR_BIT = 4;
  private static final ErrorClass[] ERRORS = ErrorClass.values();
  private static final FinishReason[] FINISHES = FinishReason.values();
  private static final RequestCoder INSTANCE = new RequestCoder();

  private RequestCoder() {}

  /** Returns the coder. */
  public static RequestCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Request request, OutputStream out) throws IOException {
    out.write(VERSION);
    out.write(bits(request));
    BinaryFormat.writeIdentity(request.identity(), out);
    BinaryFormat.writeDouble(request.latencyMs(), out);
    BinaryFormat.writeDouble(request.cost(), out);
    BinaryFormat.writeFixedLong(request.inputTokens(), out);
    BinaryFormat.writeFixedLong(request.outputTokens(), out);
    if (request.qualityScore() != null) {
      BinaryFormat.writeDouble(request.qualityScore(), out);
    }
    if (request.details() != null) {
      write(request.details(), out);
    }
  }

  private static int bits(Request request) {
    Details details = request.details();
    return (request.qualityScore() == null ? 0 : HAS_SCORE)
        | (details == null ? 0 : HAS_DETAILS)
        | (details == null || details.costParts() == null ? 0 : HAS_COSTS)
        | Request.ordinal(request.error()) << ERROR_BIT;
  }

  private static void write(Details details, OutputStream out) throws IOException {
    BinaryFormat.writeDouble(details.ttftMs(), out);
    BinaryFormat.writeDouble(details.queueMs(), out);
    BinaryFormat.writeLong(details.cacheRead() + 1, out);
    BinaryFormat.writeLong(details.cacheWrite() + 1, out);
    BinaryFormat.writeLong(details.reasoning() + 1, out);
    out.write(Request.ordinal(details.finish()));
    CostParts costs = details.costParts();
    if (costs != null) {
      BinaryFormat.writeDouble(costs.input(), out);
      BinaryFormat.writeDouble(costs.cacheRead(), out);
      BinaryFormat.writeDouble(costs.cacheWrite(), out);
      BinaryFormat.writeDouble(costs.output(), out);
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
        constant(ERRORS, bits >> ERROR_BIT),
        (bits & HAS_DETAILS) != 0 ? readDetails((bits & HAS_COSTS) != 0, in) : null);
  }

  private static Details readDetails(boolean hasCosts, InputStream in) throws IOException {
    return new Details(
        BinaryFormat.readDouble(in),
        BinaryFormat.readDouble(in),
        BinaryFormat.readLong(in) - 1,
        BinaryFormat.readLong(in) - 1,
        BinaryFormat.readLong(in) - 1,
        constant(FINISHES, BinaryFormat.readByte(in)),
        hasCosts ? readCosts(in) : null);
  }

  private static CostParts readCosts(InputStream in) throws IOException {
    return new CostParts(
        BinaryFormat.readDouble(in),
        BinaryFormat.readDouble(in),
        BinaryFormat.readDouble(in),
        BinaryFormat.readDouble(in));
  }

  /** Returns the constant whose ordinal is one less; null for 0. */
  private static <T> @Nullable T constant(T[] constants, int number) {
    return number == 0 ? null : constants[number - 1];
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
