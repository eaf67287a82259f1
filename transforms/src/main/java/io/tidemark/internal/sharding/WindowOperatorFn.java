package io.tidemark.internal.sharding;

import io.tidemark.change.LateElement;
import io.tidemark.change.Revision;
import io.tidemark.internal.dedup.Deduplicator;
import io.tidemark.internal.dedup.IdBlock;
import io.tidemark.internal.dedup.IdBlockState;
import io.tidemark.internal.dedup.IdSetCache;
import io.tidemark.internal.operator.PaneOutput;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.operator.WindowOperator.Arrival;
import io.tidemark.internal.operator.WindowOperator.Schedule;
import io.tidemark.internal.version.CacheToken;
import io.tidemark.internal.version.VersionClock;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Hosts {@link WindowOperator} in Beam's keyed state and timers.
 *
 * <p>The keys of a shard share their timers and what a runner does for each element: with many keys
 * of few values each, that is most of what windows cost.
 *
 * <p>Each visit of a key does the same: advance to the current watermark, fire what is due by now,
 * add what has arrived, write the state back. Whether a runner delivers a timer before or after an
 * element makes no difference.
 */
public final class WindowOperatorFn<K, V, S, O>
    extends DoFn<KV<Long, ShardBatch<V>>, KV<K, Revision<O>>> {

  /** One windowing, and where its revisions go. */
  public record WindowingOutput<K, O>(String name, TupleTag<KV<K, Revision<O>>> revisions)
      implements Serializable {}

  private final WindowOperator<V, S, O> windows;
  private final Coder<K> keyCoder;
  private final List<WindowingOutput<K, O>> streams;
  private final TupleTag<KV<K, LateElement<V>>> lateTag;
  private final SerializableFunction<V, Boolean> critical;
  private final @Nullable SerializableFunction<V, Long> identity;
  private final boolean restates;
  private final VersionClock clock;
  private final List<Counter> aggregated = new ArrayList<>();
  private final List<Counter> duplicates = new ArrayList<>();
  private final List<Counter> late = new ArrayList<>();
  private final List<Counter> missedWindows = new ArrayList<>();

  /** Told from the one that was lost: no two instances have the same. */
  private transient long attempt;

  private transient IdSetCache identitiesOfKeys;

  private transient TimerQueueCache agendas;

  /** Of any key here: a key whose state has gone does not start again below its last version. */
  private transient long latestVersion;

  @StateId("shard")
  private final StateSpec<ValueState<ShardState>> shardSpec =
      StateSpecs.value(ShardState.ShardStateCoder.of());

  @StateId("windows")
  private final StateSpec<MapState<EncodedKey, KeyState<S>>> windowsSpec;

  @StateId("seen")
  private final StateSpec<MapState<KV<EncodedKey, Long>, IdBlock>> seenSpec =
      StateSpecs.map(
          KvCoder.of(EncodedKey.EncodedKeyCoder.of(), VarLongCoder.of()),
          IdBlock.IdBlockCoder.of());

  @TimerId("window")
  private final TimerSpec windowSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId("due")
  private final TimerSpec dueSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  public WindowOperatorFn(
      WindowOperator<V, S, O> windows,
      Coder<K> keyCoder,
      List<WindowingOutput<K, O>> streams,
      TupleTag<KV<K, LateElement<V>>> lateTag,
      SerializableFunction<V, Boolean> critical,
      @Nullable SerializableFunction<V, Long> identity,
      boolean restates,
      VersionClock clock) {
    this.windows = windows;
    this.keyCoder = keyCoder;
    this.streams = List.copyOf(streams);
    this.lateTag = lateTag;
    this.critical = critical;
    this.identity = identity;
    this.restates = restates;
    this.clock = clock;
    this.windowsSpec =
        StateSpecs.map(
            EncodedKey.EncodedKeyCoder.of(), new KeyState.KeyStateCoder<>(windows.stateCoder()));
    for (WindowingOutput<K, O> stream : streams) {
      aggregated.add(Metrics.counter("tidemark", stream.name() + ".aggregated"));
      duplicates.add(Metrics.counter("tidemark", stream.name() + ".duplicates"));
      late.add(Metrics.counter("tidemark", stream.name() + ".late"));
      missedWindows.add(Metrics.counter("tidemark", stream.name() + ".missed_windows"));
    }
  }

  @Setup
  public void beginAttempt() {
    identitiesOfKeys = new IdSetCache();
    agendas = new TimerQueueCache();
    attempt = restates ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) + 1L : 0;
  }

  @ProcessElement
  public void processElement(
      @Element KV<Long, ShardBatch<V>> element,
      @Timestamp Instant timestamp,
      @StateId("shard") ValueState<ShardState> shard,
      @StateId("windows") MapState<EncodedKey, KeyState<S>> held,
      @StateId("seen") MapState<KV<EncodedKey, Long>, IdBlock> seen,
      @TimerId("window") Timer window,
      @TimerId("due") Timer due,
      MultiOutputReceiver out)
      throws IOException {
    long watermark = knownWatermark(window, timestamp);
    ShardContext visit =
        new ShardContext(
            element.getKey(), new Cells<>(shard, held, seen), new Timers(window, due), out);
    for (KeyedValues<V> values : element.getValue().byKey()) {
      visit.add(values, watermark);
    }
    visit.leave();
  }

  @OnTimer("window")
  public void onWindow(
      OnTimerContext context,
      @Key Long number,
      @StateId("shard") ValueState<ShardState> shard,
      @StateId("windows") MapState<EncodedKey, KeyState<S>> held,
      @StateId("seen") MapState<KV<EncodedKey, Long>, IdBlock> seen,
      @TimerId("window") Timer window,
      @TimerId("due") Timer due,
      MultiOutputReceiver out) {
    // The watermark has passed the time of the timer, at least.
    long passed = context.fireTimestamp().getMillis() + 1;
    long watermark = Math.max(passed, window.getCurrentRelativeTime().getMillis());
    onWatermark(watermark, number, new Cells<>(shard, held, seen), new Timers(window, due), out);
  }

  void onWatermark(
      long watermark, long number, Cells<S> cells, Timers timers, MultiOutputReceiver out) {
    ShardContext visit = new ShardContext(number, cells, timers, out);
    visit.set = visit.set.withoutWindow();
    visit.advance(visit.agenda.passedBy(watermark), watermark);
    visit.leave();
  }

  @OnTimer("due")
  public void onDue(
      OnTimerContext context,
      @Key Long number,
      @StateId("shard") ValueState<ShardState> shard,
      @StateId("windows") MapState<EncodedKey, KeyState<S>> held,
      @StateId("seen") MapState<KV<EncodedKey, Long>, IdBlock> seen,
      @TimerId("window") Timer window,
      @TimerId("due") Timer due,
      MultiOutputReceiver out) {
    onDue(
        knownWatermark(window, context.fireTimestamp()),
        number,
        new Cells<>(shard, held, seen),
        new Timers(window, due),
        out);
  }

  void onDue(long watermark, long number, Cells<S> cells, Timers timers, MultiOutputReceiver out) {
    ShardContext visit = new ShardContext(number, cells, timers, out);
    visit.set = visit.set.withoutDue();
    visit.advance(visit.agenda.dueAt(visit.now), watermark);
    visit.leave();
  }

  /**
   * The input watermark, as an event-time timer tells it. The portable harness does not: there the
   * timer echoes the time of the element or of the timer that fired, and what is known is no more
   * than the timers of the shard have shown.
   */
  private static long knownWatermark(Timer eventTime, Instant echo) {
    Instant told = eventTime.getCurrentRelativeTime();
    return told.equals(echo) ? Long.MIN_VALUE : told.getMillis();
  }

  /** Changes carry the last moment of their window, which may be before the input's time. */
  @Override
  @SuppressWarnings("deprecation")
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }

  record Timers(Timer window, Timer due) {

    long now() {
      return due.getCurrentRelativeTime().getMillis();
    }
  }

  /** The state cells of one shard. */
  record Cells<S>(
      ValueState<ShardState> shard,
      MapState<EncodedKey, KeyState<S>> held,
      MapState<KV<EncodedKey, Long>, IdBlock> seen) {

    /** Of the keys as they stand. */
    TimerQueue readAgenda() {
      TimerQueue agenda = new TimerQueue();
      for (Map.Entry<EncodedKey, KeyState<S>> key : held.entries().read()) {
        agenda.change(key.getKey(), Schedule.NOTHING, key.getValue().schedule);
      }
      return agenda;
    }

    IdBlockState identitiesOf(EncodedKey key) {
      return new IdBlockState() {
        @Override
        public IdBlock get(long number) {
          return seen.get(KV.of(key, number)).read();
        }

        @Override
        public void put(long number, IdBlock block) {
          seen.put(KV.of(key, number), block);
        }

        @Override
        public void remove(long number) {
          seen.remove(KV.of(key, number));
        }
      };
    }
  }

  /** One call for one shard: visits keys, then sets the timers that the shard's keys share. */
  private final class ShardContext {
    private final long number;
    private final Cells<S> cells;
    private final Timers timers;
    private final MultiOutputReceiver out;

    /** Processing time: what comes with one call comes at one time. */
    private final long now;

    private final ShardState shard;
    private final TimerQueue agenda;
    private final int[] aggregatedCounts = new int[streams.size()];
    private final int[] duplicateCounts = new int[streams.size()];
    private final int[] lateCounts = new int[streams.size()];

    /** The timers that are set. */
    private Schedule set;

    ShardContext(long number, Cells<S> cells, Timers timers, MultiOutputReceiver out) {
      this.number = number;
      this.cells = cells;
      this.timers = timers;
      this.out = out;
      this.now = timers.now();
      ShardState stored = cells.shard().read();
      this.shard = stored == null ? ShardState.EMPTY : stored;
      this.set = shard.timers();
      TimerQueue remembered = agendas.take(number, shard.stamp());
      this.agenda =
          remembered != null ? remembered : stored == null ? new TimerQueue() : cells.readAgenda();
    }

    void add(KeyedValues<V> values, long watermark) {
      KeyContext visit = new KeyContext(values.key(), this);
      visit.advance(watermark);
      visit.add(values);
      visit.leave();
    }

    void advance(Collection<EncodedKey> keys, long watermark) {
      for (EncodedKey key : keys) {
        KeyContext visit = new KeyContext(key, this);
        visit.advance(watermark);
        visit.leave();
      }
    }

    void leave() {
      Schedule next = agenda.next();
      setTimers(next);
      if (next.equals(Schedule.NOTHING)) {
        cells.shard().clear();
      } else {
        long stamp = agenda.hasChanged() ? CacheToken.draw() : shard.stamp();
        ShardState left = new ShardState(stamp, next);
        if (!left.equals(shard)) {
          cells.shard().write(left);
        }
        agendas.remember(number, stamp, agenda);
      }
      for (int i = 0; i < streams.size(); i++) {
        count(aggregated.get(i), aggregatedCounts[i]);
        count(duplicates.get(i), duplicateCounts[i]);
        count(late.get(i), lateCounts[i]);
      }
    }

    private void count(Counter counter, int by) {
      if (by > 0) {
        counter.inc(by);
      }
    }

    private void setTimers(Schedule next) {
      if (next.onTime() != set.onTime() || next.expiry() != set.expiry()) {
        // The next on-time pane holds the output watermark back; what only expires does not.
        set(hold(timers.window(), next.onTime()), Math.min(next.onTime(), next.expiry()));
      }
      if (next.due() != set.due()) {
        set(timers.due().withNoOutputTimestamp(), next.due());
      }
    }

    private Timer hold(Timer timer, long millis) {
      return millis == WindowOperator.NEVER
          ? timer.withNoOutputTimestamp()
          : timer.withOutputTimestamp(upToTheEnd(millis));
    }

    private void set(Timer timer, long millis) {
      if (millis == WindowOperator.NEVER) {
        timer.clear();
      } else {
        timer.set(upToTheEnd(millis));
      }
    }

    private Instant upToTheEnd(long millis) {
      Instant latest = GlobalWindow.INSTANCE.maxTimestamp();
      return millis > latest.getMillis() ? latest : Instant.ofEpochMilli(millis);
    }
  }

  /** One visit of one key: reads its state, lets the windows work on it, writes it back. */
  private final class KeyContext implements PaneOutput<V, O> {
    private final EncodedKey keyBytes;
    private final ShardContext in;
    private final KeyState<S> held;
    private final boolean isOfLostAttempt;
    private final long oldestBefore;
    private boolean aggregatedNow;
    private @Nullable K key;
    private @Nullable Deduplicator identities;

    KeyContext(EncodedKey keyBytes, ShardContext in) {
      this.keyBytes = keyBytes;
      this.in = in;
      KeyState<S> stored = in.cells.held().get(keyBytes).read();
      this.held = stored == null ? new KeyState<>(windows.create()) : stored;
      this.isOfLostAttempt = restates && stored != null && held.attempt != attempt;
      this.held.attempt = attempt;
      this.oldestBefore = windows.oldestHeld(held.windows);
    }

    void advance(long watermark) {
      if (isOfLostAttempt) {
        windows.reemit(held.windows, this);
      }
      windows.advance(held.windows, watermark, this);
      forgetIdentities();
      windows.fireDue(held.windows, in.now, this);
    }

    void add(KeyedValues<V> values) {
      if (identity == null) {
        for (int i = 0; i < values.size(); i++) {
          add(values.value(i), values.timestamp(i), false);
        }
      } else if (!windows.takesAllFrom(held.windows, values.earliest())) {
        addUnlessLate(values, identity);
      } else if (identities().areFew()) {
        addOneByOne(values, identity);
      } else {
        addAtOnce(values, identity);
      }
    }

    private void addUnlessLate(KeyedValues<V> values, SerializableFunction<V, Long> identity) {
      for (int i = 0; i < values.size(); i++) {
        long id = identity.apply(values.value(i));
        aggregatedNow = false;
        add(values.value(i), values.timestamp(i), identities().contains(id));
        if (aggregatedNow) {
          identities().add(id, values.timestamp(i));
        }
      }
    }

    /** None is late, so each is aggregated unless it is a duplicate. */
    private void addOneByOne(KeyedValues<V> values, SerializableFunction<V, Long> identity) {
      Deduplicator seen = identities();
      for (int i = 0; i < values.size(); i++) {
        long id = identity.apply(values.value(i));
        long timestamp = values.timestamp(i);
        add(values.value(i), timestamp, !seen.addIfNew(id, timestamp));
      }
    }

    /** The same where many are held: all are looked up at once. */
    private void addAtOnce(KeyedValues<V> values, SerializableFunction<V, Long> identity) {
      long[] ids = new long[values.size()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = identity.apply(values.value(i));
      }
      boolean[] isDuplicate = identities().addNew(ids, values.timestamps());
      for (int i = 0; i < ids.length; i++) {
        add(values.value(i), values.timestamp(i), isDuplicate[i]);
      }
    }

    private void add(V value, long timestamp, boolean duplicate) {
      windows.add(
          held.windows,
          new Arrival<>(value, timestamp, critical.apply(value), duplicate),
          in.now,
          this);
    }

    void leave() {
      if (identities != null) {
        identities.save();
      }
      boolean isEmpty = windows.isEmpty(held.windows);
      Schedule next = isEmpty ? Schedule.NOTHING : windows.schedule(held.windows);
      in.agenda.change(keyBytes, held.schedule, next);
      held.schedule = next;
      if (isEmpty) {
        in.cells.held().remove(keyBytes);
      } else {
        in.cells.held().put(keyBytes, held);
      }
    }

    private void forgetIdentities() {
      long oldest = windows.oldestHeld(held.windows);
      if (identity != null && oldest > oldestBefore) {
        identities().forgetBefore(oldest);
      }
    }

    private Deduplicator identities() {
      if (identities == null) {
        long oldest = windows.oldestHeld(held.windows);
        IdBlockState blocks = in.cells.identitiesOf(keyBytes);
        identities = new Deduplicator(held, blocks, identitiesOfKeys, keyBytes, oldest);
      }
      return identities;
    }

    private K key() {
      if (key == null) {
        key = keyBytes.decoded(keyCoder);
      }
      return key;
    }

    @Override
    public long nextVersion() {
      latestVersion = held.nextVersion(Math.max(latestVersion + 1, clock.micros()));
      return latestVersion;
    }

    @Override
    public void revise(int stream, Revision<O> revision) {
      in.out
          .get(streams.get(stream).revisions())
          .outputWithTimestamp(KV.of(key(), revision), revision.window().maxTimestamp());
    }

    @Override
    public void aggregated(int stream) {
      aggregatedNow = true;
      in.aggregatedCounts[stream]++;
    }

    @Override
    public void missed(int stream, long windowCount) {
      missedWindows.get(stream).inc(windowCount);
    }

    @Override
    public void duplicate(int stream) {
      in.duplicateCounts[stream]++;
    }

    @Override
    public void late(List<Integer> missed, V value, long timestamp, long watermark) {
      missed.forEach(stream -> in.lateCounts[stream]++);
      List<String> names = missed.stream().map(stream -> streams.get(stream).name()).toList();
      in.out
          .get(lateTag)
          .outputWithTimestamp(
              KV.of(key(), new LateElement<>(value, timestamp, watermark, names)),
              Instant.ofEpochMilli(timestamp));
    }
  }
}
