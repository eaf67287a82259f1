package io.tidemark.testing;

import io.tidemark.change.Change;
import io.tidemark.change.Revision;
import io.tidemark.internal.operator.PaneOutput;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.operator.WindowOperator.Arrival;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.CoderUtils;

/**
 * Runs the windows of one key as the host does, without a pipeline. State goes through its coder
 * between any two calls, as it would with a state backend on disk; or stays as it is, as on the
 * heap.
 */
public final class SingleKey<S, O> implements PaneOutput<Integer, O> {

  private final WindowOperator<Integer, S, O> windows;
  private final Map<Integer, Long> seen = new HashMap<>();
  private final boolean onHeap;
  private byte[] stored;
  private S kept;
  private long watermark = Long.MIN_VALUE;
  private boolean aggregatedNow;
  private long lastVersion;
  private final boolean identified;

  public final List<List<Revision<O>>> revisions = new ArrayList<>();
  public final List<List<Change<O>>> changes = new ArrayList<>();
  public final List<Ledger<O>> ledgers = new ArrayList<>();
  public final List<List<Integer>> late = new ArrayList<>();
  public final int[] aggregated;
  public final int[] duplicates;
  public final long[] missed;

  /** Elements of the same value are duplicates. */
  public SingleKey(WindowOperator<Integer, S, O> windows, int streams) {
    this(windows, streams, false, true);
  }

  /** Keeps its state on the heap rather than through its coder. */
  public static <S, O> SingleKey<S, O> onHeap(WindowOperator<Integer, S, O> windows, int streams) {
    return new SingleKey<>(windows, streams, true, true);
  }

  /** Elements of the same value are different elements. */
  public static <S, O> SingleKey<S, O> withoutIdentity(WindowOperator<Integer, S, O> windows) {
    return new SingleKey<>(windows, 1, false, false);
  }

  private SingleKey(
      WindowOperator<Integer, S, O> windows, int streams, boolean onHeap, boolean identified) {
    this.identified = identified;
    this.windows = windows;
    this.onHeap = onHeap;
    this.aggregated = new int[streams];
    this.duplicates = new int[streams];
    this.missed = new long[streams];
    for (int i = 0; i < streams; i++) {
      revisions.add(new ArrayList<>());
      changes.add(new ArrayList<>());
      ledgers.add(new Ledger<>());
      late.add(new ArrayList<>());
    }
  }

  public void add(int value, long timestamp, boolean critical, long now) {
    S state = load();
    windows.advance(state, watermark, this);
    windows.fireDue(state, now, this);
    aggregatedNow = false;
    windows.add(
        state, new Arrival<>(value, timestamp, critical, seen.containsKey(value)), now, this);
    if (aggregatedNow && identified) {
      seen.put(value, timestamp);
    }
    leave(state);
  }

  public void watermark(long to, long now) {
    watermark = Math.max(watermark, to);
    S state = load();
    windows.advance(state, watermark, this);
    windows.fireDue(state, now, this);
    leave(state);
  }

  public void processingTime(long now) {
    S state = load();
    windows.advance(state, watermark, this);
    windows.fireDue(state, now, this);
    leave(state);
  }

  public void restate() {
    S state = load();
    windows.reemit(state, this);
    leave(state);
  }

  public boolean isEmpty() {
    S state = load();
    return windows.isEmpty(state)
        && windows.schedule(state).equals(WindowOperator.Schedule.NOTHING)
        && seen.isEmpty();
  }

  /** Size of the state as a runner keeps it. */
  public int storedBytes() {
    return stored == null ? 0 : stored.length;
  }

  /** The symbols, values and timings of one stream's changes, one after another. */
  public String log(int stream) {
    return changes.get(stream).stream().map(SingleKey::shown).collect(Collectors.joining(" "));
  }

  /** A change without its version. */
  public static String shown(Change<?> change) {
    IntervalWindow w = change.window();
    return "%s[%d,%d)=%s %s%d;"
        .formatted(
            change.kind().symbol(),
            w.start().getMillis(),
            w.end().getMillis(),
            change.value(),
            change.timing(),
            change.paneIndex());
  }

  private void leave(S state) {
    seen.values().removeIf(timestamp -> timestamp < windows.oldestHeld(state));
    windows.schedule(state);
    if (onHeap) {
      kept = state;
    } else {
      stored = encode(state);
    }
  }

  private S load() {
    if (kept != null) {
      return kept;
    }
    try {
      return stored == null
          ? windows.create()
          : CoderUtils.decodeFromByteArray(windows.stateCoder(), stored);
    } catch (Exception e) {
      throw new AssertionError("state does not decode", e);
    }
  }

  private byte[] encode(S state) {
    try {
      return CoderUtils.encodeToByteArray(windows.stateCoder(), state);
    } catch (Exception e) {
      throw new AssertionError("state does not encode", e);
    }
  }

  @Override
  public long nextVersion() {
    return ++lastVersion;
  }

  @Override
  public void revise(int stream, Revision<O> revision) {
    revisions.get(stream).add(revision);
    changes.get(stream).addAll(revision.changes());
    ledgers.get(stream).apply(revision);
  }

  @Override
  public void aggregated(int stream) {
    aggregated[stream]++;
    aggregatedNow = true;
  }

  @Override
  public void missed(int stream, long windowCount) {
    missed[stream] += windowCount;
  }

  @Override
  public void duplicate(int stream) {
    duplicates[stream]++;
  }

  @Override
  public void late(
      List<Integer> streams, Integer value, long timestampMillis, long watermarkMillis) {
    streams.forEach(stream -> late.get(stream).add(value));
  }
}
