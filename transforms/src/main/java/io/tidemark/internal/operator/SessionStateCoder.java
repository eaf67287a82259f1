package io.tidemark.internal.operator;

import io.tidemark.encoding.FormatVersion;
import io.tidemark.internal.operator.SessionState.Absorbed;
import io.tidemark.internal.operator.SessionState.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.VarInt;

/**
 * Encodes a {@link SessionState} as a version byte, the watermark, the number of sessions, and of
 * each its start, end, accumulator, pane and absorbed panes, whose number comes before them.
 */
public final class SessionStateCoder<A, O> extends CustomCoder<SessionState<A, O>> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 2;
  private static final Coder<IntervalWindow> WINDOW_CODER = IntervalWindow.getCoder();

  private final Coder<A> accumulatorCoder;
  private final WindowPaneCoder<O> paneCoder;

  /** The coder of sessions with these coders of their accumulators and values. */
  public SessionStateCoder(Coder<A> accumulatorCoder, Coder<O> valueCoder) {
    this.accumulatorCoder = accumulatorCoder;
    this.paneCoder = new WindowPaneCoder<>(valueCoder);
  }

  @Override
  public void encode(SessionState<A, O> state, OutputStream out) throws IOException {
    out.write(VERSION);
    VarInt.encode(state.watermark, out);
    VarInt.encode(state.sessions.size(), out);
    for (Session<A, O> session : state.sessions.values()) {
      encodeSession(session, out);
    }
  }

  private void encodeSession(Session<A, O> session, OutputStream out) throws IOException {
    VarInt.encode(session.start(), out);
    VarInt.encode(session.end(), out);
    accumulatorCoder.encode(session.accumulator(), out);
    paneCoder.encode(session.pane(), out);
    VarInt.encode(session.absorbed().size(), out);
    for (Absorbed<O> absorbed : session.absorbed()) {
      WINDOW_CODER.encode(absorbed.window(), out);
      paneCoder.encode(absorbed.pane(), out);
    }
  }

  @Override
  public SessionState<A, O> decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "sessions");
    SessionState<A, O> state = new SessionState<>();
    state.watermark = VarInt.decodeLong(in);
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      Session<A, O> session = decodeSession(in);
      state.sessions.put(session.start(), session);
    }
    return state;
  }

  private Session<A, O> decodeSession(InputStream in) throws IOException {
    long start = VarInt.decodeLong(in);
    long end = VarInt.decodeLong(in);
    A accumulator = accumulatorCoder.decode(in);
    WindowPane<O> pane = paneCoder.decode(in);
    List<Absorbed<O>> absorbed = new ArrayList<>();
    for (int left = VarInt.decodeInt(in); left > 0; left--) {
      absorbed.add(new Absorbed<>(WINDOW_CODER.decode(in), paneCoder.decode(in)));
    }
    return new Session<>(start, end, accumulator, pane, absorbed);
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
