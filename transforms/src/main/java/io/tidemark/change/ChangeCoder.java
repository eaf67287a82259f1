package io.tidemark.change;

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
 * Encodes a {@link Change} as a version byte, one byte with the kind in its upper and the timing in
 * its lower half, the pane index and the version of the change as varints, the window and the
 * value. Another version is refused with a {@code CoderException}.
 */
public final class ChangeCoder<V> extends CustomCoder<Change<V>> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 1;
  private static final ChangeKind[] KINDS = ChangeKind.values();
  private static final Timing[] TIMINGS = Timing.values();
  private static final Coder<IntervalWindow> WINDOW_CODER = IntervalWindow.getCoder();

  private final Coder<V> valueCoder;

  private ChangeCoder(Coder<V> valueCoder) {
    this.valueCoder = valueCoder;
  }

  /** The coder of changes whose values {@code valueCoder} encodes. */
  public static <V> ChangeCoder<V> of(Coder<V> valueCoder) {
    return new ChangeCoder<>(valueCoder);
  }

  @Override
  public void encode(Change<V> change, OutputStream out) throws IOException {
    out.write(VERSION);
    out.write(change.kind().ordinal() << 4 | change.timing().ordinal());
    VarInt.encode(change.paneIndex(), out);
    VarInt.encode(change.version(), out);
    WINDOW_CODER.encode(change.window(), out);
    valueCoder.encode(change.value(), out);
  }

  @Override
  public Change<V> decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "changes");
    int kindAndTiming = in.read();
    long paneIndex = VarInt.decodeLong(in);
    long version = VarInt.decodeLong(in);
    IntervalWindow window = WINDOW_CODER.decode(in);
    return new Change<>(
        KINDS[kindAndTiming >> 4],
        valueCoder.decode(in),
        window,
        TIMINGS[kindAndTiming & 15],
        paneIndex,
        version);
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
    return other instanceof ChangeCoder<?> that && valueCoder.equals(that.valueCoder);
  }

  @Override
  public int hashCode() {
    return 31 + valueCoder.hashCode();
  }
}
