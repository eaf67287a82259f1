package io.tidemark.internal.panes;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link FiredPane} as a version byte, its timing as a byte, its index as a varint, its
 * window and its value.
 */
public final class FiredPaneCoder<V> extends CustomCoder<FiredPane<V>> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 1;
  private static final Timing[] TIMINGS = Timing.values();
  private static final Coder<IntervalWindow> WINDOW_CODER = IntervalWindow.getCoder();

  private final Coder<V> valueCoder;

  public FiredPaneCoder(Coder<V> valueCoder) {
    this.valueCoder = valueCoder;
  }

  @Override
  public void encode(FiredPane<V> pane, OutputStream out) throws IOException {
    out.write(VERSION);
    out.write(pane.timing().ordinal());
    VarInt.encode(pane.index(), out);
    WINDOW_CODER.encode(pane.window(), out);
    valueCoder.encode(pane.value(), out);
  }

  @Override
  public FiredPane<V> decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "fired panes");
    Timing timing = TIMINGS[in.read()];
    long index = VarInt.decodeLong(in);
    IntervalWindow window = WINDOW_CODER.decode(in);
    return new FiredPane<>(window, timing, index, valueCoder.decode(in));
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
