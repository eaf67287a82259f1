package io.tidemark.internal.operator;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link SlicedState} as a version byte, the watermark, the slices, and the panes of each
 * windowing. Slices and panes are written as their number and then, in the order of time, the start
 * and the value of each. The number of windowings is the coder's own and is not written.
 */
public final class SlicedStateCoder<A, O> extends CustomCoder<SlicedState<A, O>> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 2;

  private final int windowings;
  private final Coder<A> accumulatorCoder;
  private final WindowPaneCoder<O> paneCoder;

  /** The coder of states with this number of windowings, which a stored state must have too. */
  public SlicedStateCoder(int windowings, Coder<A> accumulatorCoder, Coder<O> valueCoder) {
    this.windowings = windowings;
    this.accumulatorCoder = accumulatorCoder;
    this.paneCoder = new WindowPaneCoder<>(valueCoder);
  }

  @Override
  public void encode(SlicedState<A, O> state, OutputStream out) throws IOException {
    out.write(VERSION);
    VarInt.encode(state.watermark, out);
    encodeMap(state.slices, accumulatorCoder, out);
    for (TimeMap<WindowPane<O>> panes : state.panes) {
      encodeMap(panes, paneCoder, out);
    }
  }

  @Override
  public SlicedState<A, O> decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "sliced windows");
    SlicedState<A, O> state = new SlicedState<>(windowings);
    state.watermark = VarInt.decodeLong(in);
    decodeMap(state.slices, accumulatorCoder, in);
    for (TimeMap<WindowPane<O>> panes : state.panes) {
      decodeMap(panes, paneCoder, in);
    }
    return state;
  }

  private static <T> void encodeMap(TimeMap<T> map, Coder<T> coder, OutputStream out)
      throws IOException {
    VarInt.encode(map.size(), out);
    for (int i = 0; i < map.size(); i++) {
      VarInt.encode(map.time(i), out);
      coder.encode(map.value(i), out);
    }
  }

  private static <T> void decodeMap(TimeMap<T> map, Coder<T> coder, InputStream in)
      throws IOException {
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      map.put(VarInt.decodeLong(in), coder.decode(in));
    }
  }

  @Override
  public List<? extends Coder<?>> getCoderArguments() {
    return List.of(accumulatorCoder, paneCoder);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    accumulatorCoder.verifyDeterministic();
    paneCoder.verifyDeterministic();
  }
}
