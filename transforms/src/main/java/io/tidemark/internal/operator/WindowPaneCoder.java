package io.tidemark.internal.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link WindowPane} as one byte for its timing, which is 0 if there is no pane, then its
 * index plus 1, its version, the number of pending elements and the time of the first, as varints,
 * and its value, which may be null. There is no version byte: the coders that contain this one have
 * one.
 */
public final class WindowPaneCoder<O> extends CustomCoder<WindowPane<O>> {
  private static final long serialVersionUID = 1;

  private static final Timing[] TIMINGS = Timing.values();

  private final Coder<O> valueCoder;
  private final Coder<O> nullableCoder;

  public WindowPaneCoder(Coder<O> valueCoder) {
    this.valueCoder = valueCoder;
    this.nullableCoder = NullableCoder.of(valueCoder);
  }

  @Override
  public void encode(WindowPane<O> pane, OutputStream out) throws IOException {
    out.write(pane.isEmitted() ? pane.timing().ordinal() + 1 : 0);
    VarInt.encode(pane.index() + 1, out);
    VarInt.encode(pane.version(), out);
    VarInt.encode(pane.pending(), out);
    VarInt.encode(pane.pendingSince(), out);
    nullableCoder.encode(pane.value(), out);
  }

  @Override
  public WindowPane<O> decode(InputStream in) throws IOException {
    int timing = in.read();
    long index = VarInt.decodeLong(in) - 1;
    long version = VarInt.decodeLong(in);
    long pending = VarInt.decodeLong(in);
    long since = VarInt.decodeLong(in);
    O value = nullableCoder.decode(in);
    return new WindowPane<>(
        value, timing == 0 ? null : TIMINGS[timing - 1], index, version, pending, since);
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
