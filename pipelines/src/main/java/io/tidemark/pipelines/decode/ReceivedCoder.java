package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.event.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;

/** Version, the raw record, the count of outcomes, the outcomes. */
public final class ReceivedCoder extends AtomicCoder<Received> {
  private static final long serialVersionUID = 1L;
  private static final int VERSION = 1;
  private static final ReceivedCoder INSTANCE = new ReceivedCoder();

  private ReceivedCoder() {}

  public static ReceivedCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(Received received, OutputStream out) throws IOException {
    Wire.writeVersion(VERSION, out);
    RawRecordCoder.of().encode(received.raw(), out);
    Wire.writeInt(received.decoded().size(), out);
    for (Decoded decoded : received.decoded()) {
      DecodedCoder.of().encode(decoded, out);
    }
  }

  @Override
  public Received decode(InputStream in) throws IOException {
    Wire.checkVersion(VERSION, "Received", in);
    RawRecord raw = RawRecordCoder.of().decode(in);
    int count = Wire.readInt(in);
    List<Decoded> decoded = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      decoded.add(DecodedCoder.of().decode(in));
    }
    return new Received(raw, List.copyOf(decoded));
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
