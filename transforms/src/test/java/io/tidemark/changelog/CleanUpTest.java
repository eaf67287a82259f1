package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.lateness.LateElement;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn.MultiOutputReceiver;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.OutputBuilder;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** After a million windows have expired, nothing is held: no state, no timer. */
class CleanUpTest {

  private static final int KEYS = 1_000;
  private static final int WINDOWS = 1_000;
  private static final Firing FIRING =
      Firing.onTime().early(Cadence.elements(1)).allowedLateness(Duration.millis(30));

  @Test
  void aMillionFixedWindowsLeaveNothing() {
    runMillion(
        () ->
            SingleKey.withoutIdentity(
                new SlicedWindows<>(
                    new Summing(),
                    List.of(new SlicedWindows.Stream(new AlignedWindows(10, 10, 0), FIRING)))));
  }

  @Test
  void aMillionSessionsLeaveNothing() {
    CappedSessions windows = CappedSessions.withGap(Duration.millis(4));
    runMillion(
        () -> SingleKey.withoutIdentity(new SessionWindows<>(new Summing(), windows, FIRING)));
  }

  private static void runMillion(Supplier<SingleKey<?, Integer>> keys) {
    long windows = 0;
    for (int k = 0; k < KEYS; k++) {
      SingleKey<?, Integer> key = keys.get();
      int mostBytes = 0;
      for (int w = 0; w < WINDOWS; w++) {
        key.watermark(w * 10L - 5, 0);
        key.add(1, w * 10L, false, 0);
        mostBytes = Math.max(mostBytes, key.storedBytes());
      }
      assertThat("bytes held by one key", mostBytes, lessThan(200));
      key.watermark(WINDOWS * 10L + 40, 0);
      assertThat(key.isEmpty(), is(true));
      windows += key.ledgers.get(0).standing().size();
    }
    assertThat(windows, is(1_000_000L));
  }

  /** The same through the DoFn, its state cells and timers those of a map. */
  @Test
  void theDoFnLeavesNoStateAndNoTimer() {
    MaintainWindowsFn<Integer, Integer, ?, Integer> fn = fn(false);
    long changes = 0;
    for (int k = 0; k < 100; k++) {
      changes += new Host<>(fn).run(k);
    }
    // 999 windows of two elements: +I -U +U, on time -U +U; two of one element: +I, -U +U.
    assertThat(changes, is(100L * (999 * 5 + 2 * 3)));
  }

  @Test
  void anotherInstanceStatesOnceMoreWhatStandsAndOnlyOnce() {
    // [-10, 10), on time, and [0, 20), early: each is withdrawn and stated again.
    assertThat(changes(true), is(changes(false) + 2 * 2));
  }

  private static long changes(boolean restarts) {
    Host<?> host = new Host<>(fn(true));
    host.add(1, 5);
    host.advance(1, 12);
    if (restarts) {
      host.fn = fn(true);
    }
    host.add(2, 25);
    host.add(3, 26);
    return host.out.count;
  }

  private static <S> MaintainWindowsFn<Integer, Integer, S, Integer> fn(boolean restates) {
    List<MaintainWindowsFn.Stream<Integer, Integer>> streams =
        List.of(new MaintainWindowsFn.Stream<>("Total", new TupleTag<>("Total") {}));
    TupleTag<KV<Integer, LateElement<Integer>>> late = new TupleTag<>("late") {};
    @SuppressWarnings("unchecked") // the state is known to the function alone
    MaintainWindowsFn<Integer, Integer, S, Integer> fn =
        (MaintainWindowsFn<Integer, Integer, S, Integer>)
            (MaintainWindowsFn<Integer, Integer, ?, Integer>)
                new MaintainWindowsFn<>(
                    new SlicedWindows<>(
                        new Summing(),
                        List.of(new SlicedWindows.Stream(new AlignedWindows(20, 10, 0), FIRING))),
                    VarIntCoder.of(),
                    streams,
                    late,
                    value -> false,
                    Integer::longValue,
                    restates,
                    () -> 0);
    fn.beginAttempt();
    return fn;
  }

  /** One key's state cells and timers. */
  private static final class Host<S> {
    private MaintainWindowsFn<Integer, Integer, S, Integer> fn;
    private final Cell<Held<S>> state = new Cell<>();
    private final MapCells<Long, IdentityBlock> seen = new MapCells<>();
    private final EventTimer window = new EventTimer();
    private final EventTimer due = new EventTimer();
    private final Outputs out = new Outputs();
    private long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

    Host(MaintainWindowsFn<Integer, Integer, S, Integer> fn) {
      this.fn = fn;
    }

    long run(int key) {
      for (int w = 0; w < WINDOWS; w++) {
        advance(key, w * 10L - 5);
        add(key, w, w * 10L);
        assertThat(seen.held().size(), lessThan(20));
      }
      advance(key, WINDOWS * 10L + 100);
      assertThat("state", state.value == null, is(true));
      assertThat("identities", seen.held(), is(Map.of()));
      assertThat("timers", Stream.of(window, due).noneMatch(t -> t.at != null), is(true));
      return out.count;
    }

    void add(int value, long timestamp) {
      add(1, value, timestamp);
    }

    private void add(int key, int value, long timestamp) {
      Batch<Integer> batch = new Batch<>(VarIntCoder.of());
      try {
        batch.add(value, timestamp, new Block());
        fn.processElement(
            KV.of(key, batch),
            Instant.ofEpochMilli(timestamp),
            state,
            seen.state(),
            window,
            due,
            out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void advance(int key, long to) {
      watermark = to;
      window.now = watermark;
      while (window.isDue()) {
        window.at = null;
        fn.onWatermark(
            watermark, key, state, seen.state(), new MaintainWindowsFn.Timers(window, due), out);
      }
    }
  }

  private static final class Cell<T> implements ValueState<T> {
    private @Nullable T value;

    @Override
    public void write(T input) {
      value = input;
    }

    @Override
    public @Nullable T read() {
      return value;
    }

    @Override
    public ValueState<T> readLater() {
      return this;
    }

    @Override
    public void clear() {
      value = null;
    }
  }

  private static final class EventTimer implements Timer {
    private @Nullable Instant at;
    private long now;

    boolean isDue() {
      return at != null && at.getMillis() < now;
    }

    @Override
    public void set(Instant absoluteTime) {
      at = absoluteTime;
    }

    @Override
    public void setRelative() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void clear() {
      at = null;
    }

    @Override
    public Timer offset(Duration offset) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Timer align(Duration period) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Timer withOutputTimestamp(Instant outputTime) {
      return this;
    }

    @Override
    public Timer withNoOutputTimestamp() {
      return this;
    }

    @Override
    public Instant getCurrentRelativeTime() {
      return Instant.ofEpochMilli(now);
    }
  }

  /** Counts the changes of one key, each of which knows the version of what it withdraws. */
  private static final class Outputs implements MultiOutputReceiver {
    private final Map<IntervalWindow, Long> versions = new HashMap<>();
    private long count;

    @Override
    public <T> OutputReceiver<T> get(TupleTag<T> tag) {
      return new OutputReceiver<>() {
        @Override
        public OutputBuilder<T> builder(T value) {
          throw new UnsupportedOperationException();
        }

        @Override
        @SuppressWarnings("unchecked") // nothing is late, so that only revisions come
        public void outputWithTimestamp(T value, Instant timestamp) {
          Revision<Integer> revision = ((KV<Integer, Revision<Integer>>) value).getValue();
          assertThat(timestamp, is(revision.window().maxTimestamp()));
          long stood = versions.getOrDefault(revision.window(), 0L);
          assertThat(revision.stoodVersion(), is(stood));
          versions.put(revision.window(), revision.last().version());
          count += revision.changes().size();
        }
      };
    }

    @Override
    public <T> OutputReceiver<Row> getRowReceiver(TupleTag<T> tag) {
      throw new UnsupportedOperationException();
    }
  }
}
