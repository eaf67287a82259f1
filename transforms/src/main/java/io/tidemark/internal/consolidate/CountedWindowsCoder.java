package io.tidemark.internal.consolidate;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.BigDecimalCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes {@link CountedWindows} as a version byte and the number of windows, followed by each
 * window, the version of its newest change, one byte that is 1 if it awaits an update, and its
 * amount.
 */
public final class CountedWindowsCoder extends AtomicCoder<CountedWindows> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 1;
  private static final Coder<IntervalWindow> WINDOW_CODER = IntervalWindow.getCoder();

  @Override
  public void encode(CountedWindows counted, OutputStream out) throws IOException {
    out.write(VERSION);
    VarInt.encode(counted.windows.size(), out);
    for (Map.Entry<IntervalWindow, CountedWindows.Counted> window : counted.windows.entrySet()) {
      WINDOW_CODER.encode(window.getKey(), out);
      VarInt.encode(window.getValue().version(), out);
      out.write(window.getValue().awaitsUpdate() ? 1 : 0);
      BigDecimalCoder.of().encode(window.getValue().amount(), out);
    }
  }

  @Override
  public CountedWindows decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "counted windows");
    CountedWindows counted = new CountedWindows();
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      IntervalWindow window = WINDOW_CODER.decode(in);
      long version = VarInt.decodeLong(in);
      boolean awaitsUpdate = in.read() == 1;
      counted.windows.put(
          window,
          new CountedWindows.Counted(version, BigDecimalCoder.of().decode(in), awaitsUpdate));
    }
    return counted;
  }
}
