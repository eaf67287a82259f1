package io.tidemark.internal.panes;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.internal.operator.WindowPaneCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes {@link StandingPanes} as a version byte, the version drawn last, the watermark of the
 * last look for expired windows and the number of windows, followed by each window, the highest
 * index seen and its current pane.
 */
public final class StandingPanesCoder<V> extends CustomCoder<StandingPanes<V>> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 3;
  private static final Coder<IntervalWindow> WINDOW_CODER = IntervalWindow.getCoder();

  private final Coder<V> valueCoder;
  private final WindowPaneCoder<V> paneCoder;

  public StandingPanesCoder(Coder<V> valueCoder) {
    this.valueCoder = valueCoder;
    this.paneCoder = new WindowPaneCoder<>(valueCoder);
  }

  @Override
  public void encode(StandingPanes<V> panes, OutputStream out) throws IOException {
    out.write(VERSION);
    VarInt.encode(panes.lastVersion, out);
    VarInt.encode(panes.passed, out);
    VarInt.encode(panes.windows.size(), out);
    for (Map.Entry<IntervalWindow, StandingPanes.Fired<V>> fired : panes.windows.entrySet()) {
      WINDOW_CODER.encode(fired.getKey(), out);
      VarInt.encode(fired.getValue().seen(), out);
      paneCoder.encode(fired.getValue().pane(), out);
    }
  }

  @Override
  public StandingPanes<V> decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "standing panes");
    StandingPanes<V> panes = new StandingPanes<>();
    panes.lastVersion = VarInt.decodeLong(in);
    panes.passed = VarInt.decodeLong(in);
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      IntervalWindow window = WINDOW_CODER.decode(in);
      long seen = VarInt.decodeLong(in);
      panes.windows.put(window, new StandingPanes.Fired<>(paneCoder.decode(in), seen));
    }
    return panes;
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
