package io.tidemark.pipelines.checkpoint;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StructuredCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * A value that waits until it is durable.
 *
 * @param instance the instance of the step that received it
 * @param bundle the bundle of this instance in which it was received
 * @param value the value
 */
public record PendingValue<T>(long instance, long bundle, T value) {

  /** Encodes a {@link PendingValue} as a version byte, the instance, the bundle, then the value. */
  static final class PendingValueCoder<T> extends StructuredCoder<PendingValue<T>> {

    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;

    private final Coder<T> valueCoder;

    private PendingValueCoder(Coder<T> valueCoder) {
      this.valueCoder = valueCoder;
    }

    static <T> PendingValueCoder<T> of(Coder<T> valueCoder) {
      return new PendingValueCoder<>(valueCoder);
    }

    @Override
    public void encode(PendingValue<T> pending, OutputStream out) throws IOException {
      out.write(VERSION);
      VarInt.encode(pending.instance, out);
      VarInt.encode(pending.bundle, out);
      valueCoder.encode(pending.value, out);
    }

    @Override
    public PendingValue<T> decode(InputStream in) throws IOException {
      FormatVersion.check(in, VERSION, "pending values");
      return new PendingValue<>(
          VarInt.decodeLong(in), VarInt.decodeLong(in), valueCoder.decode(in));
    }

    @Override
    public List<? extends Coder<?>> getCoderArguments() {
      return List.of(valueCoder);
    }

    @Override
    public void verifyDeterministic() throws NonDeterministicException {
      valueCoder.verifyDeterministic();
    }
  }
}
