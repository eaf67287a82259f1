package io.tidemark.pipelines.record;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.event.BinaryFormat;
import io.tidemark.pipelines.event.TelemetryEventCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;

/**
 * Encodes a {@link Decoded} as one byte for its kind, then the event, or the name of the reason,
 * the error and the event time if there is one. An event of which something was left out has the
 * number of left out fields before it.
 */
public final class DecodedCoder extends AtomicCoder<Decoded> {
  private static final long serialVersionUID = 1L;
  private static final DecodedCoder INSTANCE = new DecodedCoder();

  private static final int EVENT = 1;
  private static final int REJECTED = 2;
  private static final int REJECTED_WITH_EVENT_TIME = 3;
  private static final int EVENT_WITH_LOSS = 4;

  private DecodedCoder() {}

  /** Returns the coder. */
  public static DecodedCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Decoded decoded, OutputStream out) throws IOException {
    if (decoded instanceof Decoded.Event event) {
      out.write(event.fieldsLeftOut() == 0 ? EVENT : EVENT_WITH_LOSS);
      if (event.fieldsLeftOut() != 0) {
        BinaryFormat.writeInt(event.fieldsLeftOut(), out);
      }
      TelemetryEventCoder.of().encode(event.event(), out);
    } else if (decoded instanceof Decoded.Rejected rejected) {
      Long eventTimeMillis = rejected.eventTimeMillis();
      out.write(eventTimeMillis == null ? REJECTED : REJECTED_WITH_EVENT_TIME);
      BinaryFormat.writeText(rejected.reason().name(), out);
      BinaryFormat.writeText(rejected.error(), out);
      if (eventTimeMillis != null) {
        BinaryFormat.writeLong(eventTimeMillis, out);
      }
    }
  }

  @Override
  public Decoded decode(InputStream in) throws IOException {
    int kind = BinaryFormat.readByte(in);
    return switch (kind) {
      case EVENT -> new Decoded.Event(TelemetryEventCoder.of().decode(in));
      case EVENT_WITH_LOSS -> {
        int fieldsLeftOut = BinaryFormat.readInt(in);
        yield new Decoded.Event(TelemetryEventCoder.of().decode(in), fieldsLeftOut);
      }
      case REJECTED, REJECTED_WITH_EVENT_TIME ->
          new Decoded.Rejected(
              Reason.valueOf(BinaryFormat.readText(in)),
              BinaryFormat.readText(in),
              kind == REJECTED ? null : (Long) BinaryFormat.readLong(in));
      default ->
          throw new CoderException(
              "a stored outcome is of kind " + kind + "; known are 1, 2, 3, 4");
    };
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
