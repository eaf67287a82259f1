package io.tidemark.changelog;

import io.tidemark.changelog.KeyedWindows.Arrival;
import io.tidemark.changelog.KeyedWindows.Schedule;
import io.tidemark.lateness.LateElement;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.beam.sdk.coders.Coder;
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
 * Hosts {@link KeyedWindows} in Beam's keyed state and timers.
 *
 * <p>Each call does the same: advance to the current watermark, fire what is due by now, add what
 * has arrived, write the state back, set the timers. Whether a runner delivers a timer before or
 * after an element makes no difference.
 */
final class MaintainWindowsFn<K, V, S, O> extends DoFn<KV<K, Batch<V>>, KV<K, Revision<O>>> {

  /** One windowing, and where its revisions go. */
  record Stream<K, O>(String name, TupleTag<KV<K, Revision<O>>> revisions)
      implements Serializable {}

  private final KeyedWindows<V, S, O> windows;
  private final Coder<K> keyCoder;
  private final List<Stream<K, O>> streams;
  private final TupleTag<KV<K, LateElement<V>>> lateTag;
  private final SerializableFunction<V, Boolean> critical;
  private final @Nullable SerializableFunction<V, Long> identity;
  private final boolean restates;
  private final Clock clock;
  private final List<Counter> aggregated = new ArrayList<>();
  private final List<Counter> duplicates = new ArrayList<>();
  private final List<Counter> late = new ArrayList<>();
  private final List<Counter> missedWindows = new ArrayList<>();

  /** Told from the one that was lost: no two instances have the same. */
  private transient long attempt;

  private transient IdentityCache identitiesOfKeys;

  /** Of any key here: a key whose state has gone does not start again below its last version. */
  private transient long latestVersion;

  @StateId("windows")
  private final StateSpec<ValueState<Held<S>>> windowsSpec;

  @StateId("seen")
  private final StateSpec<MapState<Long, IdentityBlock>> seenSpec =
      StateSpecs.map(VarLongCoder.of(), IdentityBlock.IdentityBlockCoder.of());

  @TimerId("window")
  private final TimerSpec windowSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

  @TimerId("due")
  private final TimerSpec dueSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

  MaintainWindowsFn(
      KeyedWindows<V, S, O> windows,
      Coder<K> keyCoder,
      List<Stream<K, O>> streams,
      TupleTag<KV<K, LateElement<V>>> lateTag,
      SerializableFunction<V, Boolean> critical,
      @Nullable SerializableFunction<V, Long> identity,
      boolean restates,
      Clock clock) {
    this.windows = windows;
    this.keyCoder = keyCoder;
    this.streams = List.copyOf(streams);
    this.lateTag = lateTag;
    this.critical = critical;
    this.identity = identity;
    this.restates = restates;
    this.clock = clock;
    this.windowsSpec = StateSpecs.value(new Held.HeldCoder<>(windows.stateCoder()));
    for (Stream<K, O> stream : streams) {
      aggregated.add(Metrics.counter("tidemark", stream.name() + ".aggregated"));
      duplicates.add(Metrics.counter("tidemark", stream.name() + ".duplicates"));
      late.add(Metrics.counter("tidemark", stream.name() + ".late"));
      missedWindows.add(Metrics.counter("tidemark", stream.name() + ".missed_windows"));
    }
  }

  @Setup
  public void beginAttempt() {
    identitiesOfKeys = new IdentityCache();
    attempt = restates ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) + 1L : 0;
  }

  @ProcessElement
  public void processElement(
      @Element KV<K, Batch<V>> element,
      @Timestamp Instant timestamp,
      @StateId("windows") ValueState<Held<S>> state,
      @StateId("seen") MapState<Long, IdentityBlock> seen,
      @TimerId("window") Timer window,
      @TimerId("due") Timer due,
      MultiOutputReceiver out)
      throws IOException {
    Visit visit = new Visit(element.getKey(), state, seen, new Timers(window, due), out);
    visit.advance(knownWatermark(window, timestamp));
    visit.add(element.getValue());
    visit.leave();
  }

  @OnTimer("window")
  public void onWindow(
      OnTimerContext context,
      @Key K key,
      @StateId("windows") ValueState<Held<S>> state,
      @StateId("seen") MapState<Long, IdentityBlock> seen,
      @TimerId("window") Timer window,
      @TimerId("due") Timer due,
      MultiOutputReceiver out) {
    // The watermark has passed the time of the timer, at least.
    long passed = context.fireTimestamp().getMillis() + 1;
    long watermark = Math.max(passed, window.getCurrentRelativeTime().getMillis());
    onWatermark(watermark, key, state, seen, new Timers(window, due), out);
  }

  void onWatermark(
      long watermark,
      K key,
      ValueState<Held<S>> state,
      MapState<Long, IdentityBlock> seen,
      Timers timers,
      MultiOutputReceiver out) {
    Visit visit = new Visit(key, state, seen, timers, out);
    visit.held.timers = visit.held.timers.withoutWindow();
    visit.advance(watermark);
    visit.leave();
  }

  @OnTimer("due")
  public void onDue(
      OnTimerContext context,
      @Key K key,
      @StateId("windows") ValueState<Held<S>> state,
      @StateId("seen") MapState<Long, IdentityBlock> seen,
      @TimerId("window") Timer window,
      @TimerId("due") Timer due,
      MultiOutputReceiver out) {
    Visit visit = new Visit(key, state, seen, new Timers(window, due), out);
    visit.held.timers = visit.held.timers.withoutDue();
    visit.advance(knownWatermark(window, context.fireTimestamp()));
    visit.leave();
  }

  /**
   * The input watermark, as an event-time timer tells it. The portable harness does not: there the
   * timer echoes the time of the element or of the timer that fired, and what is known is no more
   * than the timers of the key have shown.
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

  /** One call for one key: reads the state, lets the windows work on it, writes it back. */
  private final class Visit implements Outlet<V, O> {
    private final K key;
    private final ValueState<Held<S>> state;
    private final MapState<Long, IdentityBlock> seen;
    private final Timers timers;
    private final MultiOutputReceiver out;
    private final Held<S> held;
    private final boolean isOfLostAttempt;
    private final long oldestBefore;
    private final int[] aggregatedCounts = new int[streams.size()];
    private final int[] duplicateCounts = new int[streams.size()];
    private final int[] lateCounts = new int[streams.size()];
    private boolean aggregatedNow;
    private @Nullable Identities identities;

    Visit(
        K key,
        ValueState<Held<S>> state,
        MapState<Long, IdentityBlock> seen,
        Timers timers,
        MultiOutputReceiver out) {
      this.key = key;
      this.state = state;
      this.seen = seen;
      this.timers = timers;
      this.out = out;
      Held<S> stored = state.read();
      this.held = stored == null ? new Held<>(windows.create()) : stored;
      this.isOfLostAttempt = restates && stored != null && held.attempt != attempt;
      this.held.attempt = attempt;
      this.oldestBefore = windows.oldestHeld(held.windows);
    }

    void advance(long watermark) {
      if (isOfLostAttempt) {
        windows.restate(held.windows, this);
      }
      windows.advance(held.windows, watermark, this);
      forgetIdentities();
      windows.fireDue(held.windows, timers.now(), this);
    }

    void add(Batch<V> batch) throws IOException {
      long now = timers.now();
      if (identity == null) {
        batch.forEach((value, timestamp) -> add(value, timestamp, false, now));
      } else if (windows.takesAllFrom(held.windows, batch.earliest())) {
        addOnTime(batch, identity, now);
      } else {
        batch.forEach((value, timestamp) -> addUnlessLate(value, timestamp, identity, now));
      }
    }

    /** None is late, so each is aggregated unless it is a duplicate: all are looked up at once. */
    private void addOnTime(Batch<V> batch, SerializableFunction<V, Long> identity, long now)
        throws IOException {
      List<V> values = new ArrayList<>(batch.size());
      long[] timestamps = new long[batch.size()];
      long[] ids = new long[batch.size()];
      batch.forEach(
          (value, timestamp) -> {
            timestamps[values.size()] = timestamp;
            ids[values.size()] = identity.apply(value);
            values.add(value);
          });
      boolean[] duplicates = identities().addNew(ids, timestamps);
      for (int i = 0; i < ids.length; i++) {
        add(values.get(i), timestamps[i], duplicates[i], now);
      }
    }

    private void addUnlessLate(
        V value, long timestamp, SerializableFunction<V, Long> identity, long now) {
      long id = identity.apply(value);
      aggregatedNow = false;
      add(value, timestamp, identities().contains(id), now);
      if (aggregatedNow) {
        identities().add(id, timestamp);
      }
    }

    private void add(V value, long timestamp, boolean duplicate, long now) {
      windows.add(
          held.windows,
          new Arrival<>(value, timestamp, critical.apply(value), duplicate),
          now,
          this);
    }

    void leave() {
      if (identities != null) {
        identities.save();
      }
      if (windows.isEmpty(held.windows)) {
        setTimers(Schedule.NOTHING);
        state.clear();
      } else {
        setTimers(windows.schedule(held.windows));
        state.write(held);
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

    private void forgetIdentities() {
      long oldest = windows.oldestHeld(held.windows);
      if (identity != null && oldest > oldestBefore) {
        identities().forgetBefore(oldest);
      }
    }

    private Identities identities() {
      if (identities == null) {
        long oldest = windows.oldestHeld(held.windows);
        Object id = keyCoder.structuralValue(key);
        identities = new Identities(held, seen, identitiesOfKeys, id, oldest);
      }
      return identities;
    }

    private void setTimers(Schedule next) {
      Schedule set = held.timers;
      if (next.onTime() != set.onTime() || next.expiry() != set.expiry()) {
        // The next on-time pane holds the output watermark back; what only expires does not.
        set(hold(timers.window(), next.onTime()), Math.min(next.onTime(), next.expiry()));
      }
      if (next.due() != set.due()) {
        set(timers.due().withNoOutputTimestamp(), next.due());
      }
      held.timers = next;
    }

    private Timer hold(Timer timer, long millis) {
      return millis == KeyedWindows.NEVER
          ? timer.withNoOutputTimestamp()
          : timer.withOutputTimestamp(upToTheEnd(millis));
    }

    private void set(Timer timer, long millis) {
      if (millis == KeyedWindows.NEVER) {
        timer.clear();
      } else {
        timer.set(upToTheEnd(millis));
      }
    }

    private Instant upToTheEnd(long millis) {
      Instant latest = GlobalWindow.INSTANCE.maxTimestamp();
      return millis > latest.getMillis() ? latest : Instant.ofEpochMilli(millis);
    }

    @Override
    public long nextVersion() {
      latestVersion = held.nextVersion(Math.max(latestVersion + 1, clock.micros()));
      return latestVersion;
    }

    @Override
    public void revise(int stream, Revision<O> revision) {
      out.get(streams.get(stream).revisions())
          .outputWithTimestamp(KV.of(key, revision), revision.window().maxTimestamp());
    }

    @Override
    public void aggregated(int stream) {
      aggregatedNow = true;
      aggregatedCounts[stream]++;
    }

    @Override
    public void missed(int stream, long windowCount) {
      missedWindows.get(stream).inc(windowCount);
    }

    @Override
    public void duplicate(int stream) {
      duplicateCounts[stream]++;
    }

    @Override
    public void late(List<Integer> missed, V value, long timestamp, long watermark) {
      missed.forEach(stream -> lateCounts[stream]++);
      List<String> names = missed.stream().map(stream -> streams.get(stream).name()).toList();
      out.get(lateTag)
          .outputWithTimestamp(
              KV.of(key, new LateElement<>(value, timestamp, watermark, names)),
              Instant.ofEpochMilli(timestamp));
    }
  }
}
