package io.tidemark.internal.sharding;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.change.Identity;
import io.tidemark.change.LateElement;
import io.tidemark.change.Revision;
import io.tidemark.encoding.ByteBlock;
import io.tidemark.fixtures.SingleKey;
import io.tidemark.fixtures.Stored;
import io.tidemark.internal.dedup.IdBlock;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.sharding.HostedOperator.WindowingOutput;
import io.tidemark.internal.version.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.Coder;
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

/**
 * Calls a {@link WindowOperatorFn} of one windowing as a runner does, for one shard. What it keeps
 * goes through its coders, as it would with a state backend on disk.
 */
public final class ShardHost<S> {
  private static final Coder<Integer> KEYS = VarIntCoder.of();
  private static final TupleTag<KV<Integer, Revision<Integer>>> TOTAL = new TupleTag<>("Total") {};
  private static final TupleTag<KV<Integer, Integer>> CONFLICTS = new TupleTag<>("conflicts") {};
  private static final TupleTag<KV<Integer, LateElement<Integer>>> LATE = new TupleTag<>("late") {};

  private final WindowOperator<Integer, S, Integer> windows;
  private final boolean reemits;
  private final Outputs out = new Outputs();
  private WindowOperatorFn<Integer, Integer, S, Integer> fn;
  private Cells stored;
  private long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  private long now;
  private @Nullable Long settled;
  private Map<String, String> settings = Map.of();

  /** Elements of the same value are duplicates, and those of {@code critical} are critical. */
  public ShardHost(WindowOperator<Integer, S, Integer> windows, boolean reemits) {
    this.windows = windows;
    this.reemits = reemits;
    this.stored = new Cells();
    restart();
  }

  /** An element of a key. */
  record Element(int key, int value, long timestamp) {}

  /** Another instance of the step has the state from now on. */
  public void restart() {
    fn =
        new WindowOperatorFn<>(
            new HostedOperator<>(
                windows,
                KEYS,
                List.of(new WindowingOutput<>("Total", TOTAL)),
                LATE,
                CONFLICTS,
                value -> false,
                value -> Identity.of(value),
                value -> 0,
                settled == null ? null : value -> settled,
                Fingerprint.of(settings),
                reemits,
                () -> 0));
    fn.beginAttempt();
  }

  public void add(int key, int value, long timestamp) {
    add(List.of(new Element(key, value, timestamp)));
  }

  /** Elements of keys of the shard, in one bundle. */
  void add(List<Element> elements) {
    ShardBatch.Builder<Integer> batch = new ShardBatch.Builder<>(KEYS);
    try {
      for (Element each : elements) {
        ByteBlock key = new ByteBlock();
        int hash = EncodedKey.write(each.key(), KEYS, key);
        batch.add(key, hash, each.value(), each.timestamp(), new ByteBlock());
      }
      long earliest = batch.earliest();
      fn.processElement(
          KV.of(bytes(elements.get(0).key()).shard(), batch.build()),
          Instant.ofEpochMilli(earliest),
          stored.shard,
          stored.keys.state(),
          stored.seen.state(),
          stored.window,
          stored.due,
          out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same, but the bundle fails: what was stored and put out is as it was before. */
  void fail(List<Element> elements) {
    Cells before = stored;
    stored = before.copy();
    out.counts = false;
    add(elements);
    out.counts = true;
    stored = before;
  }

  public void advance(long toWatermark) {
    watermark = toWatermark;
    stored.window.now = watermark;
    while (stored.window.isPast()) {
      long shard = stored.shardNumber();
      stored.window.at = null;
      fn.onWatermark(watermark, shard, stored.cells(), stored.timers(), out);
    }
  }

  void processingTime(long to) {
    now = to;
    stored.due.now = now;
    while (stored.due.at != null && stored.due.at.getMillis() <= now) {
      long shard = stored.shardNumber();
      stored.due.at = null;
      fn.onDue(watermark, shard, stored.cells(), stored.timers(), out);
    }
  }

  /** Every element says from now on where an earlier job had left its windows. */
  void settledAt(long watermark) {
    settled = watermark;
    restart();
  }

  /** The settings that state depends on from now on. */
  void restartWith(Map<String, String> others) {
    settings = others;
    restart();
  }

  /** A restart after which the runner does not know its watermark yet. */
  void restartWithoutWatermark() {
    watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
    stored.window.now = watermark;
    restart();
  }

  /** Whether nothing of any key is stored. */
  public boolean isEmpty() {
    return (stored.shard.value == null
            || stored.shard.value.timers().equals(WindowOperator.Schedule.NOTHING))
        && stored.keys.held().isEmpty()
        && stored.seen.held().isEmpty()
        && Stream.of(stored.window, stored.due).noneMatch(timer -> timer.at != null);
  }

  /** Blocks of identities that are kept. */
  public int blocks() {
    return stored.seen.held().size();
  }

  /** How many changes were put out. */
  public long changes() {
    return out.count;
  }

  /** The changes of a key, one after another, without their versions. */
  String log(int key) {
    return String.join(" ", out.logs.getOrDefault(key, List.of()));
  }

  /** The late elements of a key. */
  List<Integer> late(int key) {
    return out.late.getOrDefault(key, List.of());
  }

  static EncodedKey bytes(int key) {
    return Stored.key(key, KEYS);
  }

  /** What a runner keeps between calls. */
  private final class Cells {
    private final Cell<ShardState> shard = new Cell<>();
    private final MapCells<EncodedKey, KeyState<S>> keys =
        new MapCells<>(new KeyState.KeyStateCoder<>(windows.stateCoder()));
    private final MapCells<KV<EncodedKey, Long>, IdBlock> seen = new MapCells<>();
    private final FakeTimer window = new FakeTimer();
    private final FakeTimer due = new FakeTimer();

    ShardCells<S> cells() {
      return new ShardCells<>(shard, keys.state(), seen.state());
    }

    ShardTimers timers() {
      return new ShardTimers(window, due);
    }

    long shardNumber() {
      return keys.held().keySet().iterator().next().shard();
    }

    Cells copy() {
      Cells copy = new Cells();
      copy.shard.value = shard.value;
      keys.held().forEach(copy.keys.state()::put);
      copy.seen.held().putAll(seen.held());
      copy.window.at = window.at;
      copy.window.now = window.now;
      copy.due.at = due.at;
      copy.due.now = due.now;
      return copy;
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

  private static final class FakeTimer implements Timer {
    private @Nullable Instant at;
    private long now;

    boolean isPast() {
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

  /** Notes what is put out; each revision knows the version of what it withdraws. */
  private static final class Outputs implements MultiOutputReceiver {
    private final Map<Integer, Map<IntervalWindow, Long>> versions = new HashMap<>();
    private final Map<Integer, List<String>> logs = new HashMap<>();
    private final Map<Integer, List<Integer>> late = new HashMap<>();
    private long count;
    private boolean counts = true;

    @Override
    public <T> OutputReceiver<T> get(TupleTag<T> tag) {
      return new OutputReceiver<>() {
        @Override
        public OutputBuilder<T> builder(T value) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void outputWithTimestamp(T value, Instant timestamp) {
          if (counts) {
            note((KV<?, ?>) value, timestamp);
          }
        }
      };
    }

    private void note(KV<?, ?> element, Instant timestamp) {
      Integer key = (Integer) element.getKey();
      if (element.getValue() instanceof LateElement<?> element1) {
        late.computeIfAbsent(key, k -> new ArrayList<>()).add((Integer) element1.value());
      } else {
        Revision<?> revision = (Revision<?>) element.getValue();
        assertThat(timestamp, is(revision.window().maxTimestamp()));
        note(key, revision);
      }
    }

    private void note(int key, Revision<?> revision) {
      Map<IntervalWindow, Long> stood = versions.computeIfAbsent(key, k -> new HashMap<>());
      long version = revision.last().version();
      Long before = stood.put(revision.window(), version);
      assertThat(revision.replacedVersion(), is(before == null ? 0 : before));
      if (revision.stated() == null) {
        stood.remove(revision.window());
      }
      count += revision.changes().size();
      List<String> log = logs.computeIfAbsent(key, k -> new ArrayList<>());
      revision.changes().forEach(change -> log.add(SingleKey.shown(change)));
    }

    @Override
    public <T> OutputReceiver<Row> getRowReceiver(TupleTag<T> tag) {
      throw new UnsupportedOperationException();
    }
  }
}
