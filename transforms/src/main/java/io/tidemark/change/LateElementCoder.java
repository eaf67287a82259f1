package io.tidemark.change;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link LateElement} as its event time and the watermark, both as varints, the names of
 * the windowings and the value.
 */
public final class LateElementCoder<V> extends CustomCoder<LateElement<V>> {
  private static final long serialVersionUID = 1;
  private static final Coder<List<String>> NAMES = ListCoder.of(StringUtf8Coder.of());

  private final Coder<V> valueCoder;

  private LateElementCoder(Coder<V> valueCoder) {
    this.valueCoder = valueCoder;
  }

  /** The coder of late elements that {@code valueCoder} encodes. */
  public static <V> LateElementCoder<V> of(Coder<V> valueCoder) {
    return new LateElementCoder<>(valueCoder);
  }

  @Override
  public void encode(LateElement<V> late, OutputStream out) throws IOException {
    VarInt.encode(late.timestampMillis(), out);
    VarInt.encode(late.watermarkMillis(), out);
    NAMES.encode(late.missed(), out);
    valueCoder.encode(late.value(), out);
  }

  @Override
  public LateElement<V> decode(InputStream in) throws IOException {
    long timestamp = VarInt.decodeLong(in);
    long watermark = VarInt.decodeLong(in);
    List<String> missed = NAMES.decode(in);
    return new LateElement<>(valueCoder.decode(in), timestamp, watermark, missed);
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(valueCoder);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    valueCoder.verifyDeterministic();
  }

  /** Coders must be comparable: Flink unites two streams only if their coders are equal. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LateElementCoder<?> that && valueCoder.equals(that.valueCoder);
  }

  @Override
  public int hashCode() {
    return 31 + valueCoder.hashCode();
  }
}
