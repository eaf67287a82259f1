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
 * Encodes a {@link Revision} as a version byte, a byte of two bits for the changes that there are,
 * the window, the version of the value that is withdrawn if there is one, and the changes.
 *
 * <p>Each change is written as the difference of its version from the one before, its timing, its
 * pane index and its value. Its kind follows from which changes there are. Another format version
 * is refused with a {@code CoderException}.
 */
public final class RevisionCoder<V> extends CustomCoder<Revision<V>> {
  private static final long serialVersionUID = 1;

  private static final int VERSION = 1;
  private static final int WITHDRAWS = 1;
  private static final int STATES = 2;
  private static final Timing[] TIMINGS = Timing.values();
  private static final Coder<IntervalWindow> WINDOW_CODER = IntervalWindow.getCoder();

  private final Coder<V> valueCoder;

  private RevisionCoder(Coder<V> valueCoder) {
    this.valueCoder = valueCoder;
  }

  /** The coder of revisions whose values {@code valueCoder} encodes. */
  public static <V> RevisionCoder<V> of(Coder<V> valueCoder) {
    return new RevisionCoder<>(valueCoder);
  }

  @Override
  public void encode(Revision<V> revision, OutputStream out) throws IOException {
    Change<V> withdrawn = revision.withdrawn();
    Change<V> stated = revision.stated();
    out.write(VERSION);
    out.write((withdrawn == null ? 0 : WITHDRAWS) | (stated == null ? 0 : STATES));
    WINDOW_CODER.encode(revision.window(), out);
    long before = revision.replacedVersion();
    if (withdrawn != null) {
      VarInt.encode(before, out);
      encodeSide(withdrawn, before, out);
      before = withdrawn.version();
    }
    if (stated != null) {
      encodeSide(stated, before, out);
    }
  }

  private void encodeSide(Change<V> change, long before, OutputStream out) throws IOException {
    VarInt.encode(change.version() - before, out);
    out.write(change.timing().ordinal());
    VarInt.encode(change.paneIndex(), out);
    valueCoder.encode(change.value(), out);
  }

  @Override
  public Revision<V> decode(InputStream in) throws IOException {
    FormatVersion.check(in, VERSION, "revisions");
    int sides = in.read();
    boolean withdraws = (sides & WITHDRAWS) != 0;
    boolean states = (sides & STATES) != 0;
    IntervalWindow window = WINDOW_CODER.decode(in);
    long replacedVersion = 0;
    Change<V> withdrawn = null;
    Change<V> stated = null;
    long before = 0;
    if (withdraws) {
      ChangeKind kind = states ? ChangeKind.UPDATE_BEFORE : ChangeKind.DELETE;
      replacedVersion = VarInt.decodeLong(in);
      withdrawn = decodeSide(kind, window, replacedVersion, in);
      before = withdrawn.version();
    }
    if (states) {
      ChangeKind kind = withdraws ? ChangeKind.UPDATE_AFTER : ChangeKind.INSERT;
      stated = decodeSide(kind, window, before, in);
    }
    return new Revision<>(withdrawn, stated, replacedVersion);
  }

  private Change<V> decodeSide(ChangeKind kind, IntervalWindow window, long before, InputStream in)
      throws IOException {
    long version = before + VarInt.decodeLong(in);
    Timing timing = TIMINGS[in.read()];
    long paneIndex = VarInt.decodeLong(in);
    return new Change<>(kind, valueCoder.decode(in), window, timing, paneIndex, version);
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
    return other instanceof RevisionCoder<?> that && valueCoder.equals(that.valueCoder);
  }

  @Override
  public int hashCode() {
    return 31 + valueCoder.hashCode();
  }
}
