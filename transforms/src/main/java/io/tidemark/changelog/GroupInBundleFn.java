package io.tidemark.changelog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Gathers the values of a bundle by key, and the keys by shard, so that what a runner does for an
 * element it does once for a shard, and a key's state is read and written once for many values. The
 * watermark cannot pass what is gathered: runners hold it while a bundle is open.
 *
 * <p>At most {@link #MOST_VALUES} and those of one input more are gathered, and {@link
 * #MOST_OF_KEY} of one key; a critical value sends its key's batch on at once. Keys are remembered
 * from bundle to bundle, for they come again.
 */
final class GroupInBundleFn<T, K, V> extends DoFn<T, KV<Long, List<Batch<V>>>> {

  /** Values held in memory by one worker thread before they are sent on. */
  static final int MOST_VALUES = 50_000;

  /** Keys remembered by one worker thread; when there are more, all are forgotten. */
  static final int MOST_KEYS = 20_000;

  /** A runner may spill an element of more than some megabytes to disk. */
  static final int MOST_OF_KEY = 1_000;

  /** Bytes for which a batch has room before there are values: a thousand of the usual kind. */
  private static final int MOST_EXPECTED = 1 << 16;

  private final Spread<T, K, V> spread;
  private final Coder<K> keyCoder;
  private final Coder<V> valueCoder;
  private final SerializableFunction<V, Boolean> critical;
  private transient Block scratch;
  private transient Map<Object, Gathered<V>> keys;

  /** Those with a batch, and those whose batch was sent on by itself; some more than once. */
  private transient List<Gathered<V>> filled;

  private transient int gathered;

  GroupInBundleFn(
      Spread<T, K, V> spread,
      Coder<K> keyCoder,
      Coder<V> valueCoder,
      SerializableFunction<V, Boolean> critical) {
    this.spread = spread;
    this.keyCoder = keyCoder;
    this.valueCoder = valueCoder;
    this.critical = critical;
  }

  /**
   * A key, and what has come of it; the next batch of a key is mostly about as long as the last.
   */
  private static final class Gathered<V> {
    final KeyBytes key;
    @Nullable Batch<V> batch;
    private int lastLength;

    Gathered(KeyBytes key) {
      this.key = key;
    }

    Batch<V> begin(Coder<V> coder) {
      batch = new Batch<>(key, coder, Math.min(lastLength + lastLength / 16, MOST_EXPECTED));
      return batch;
    }

    Batch<V> end(Batch<V> whole) {
      lastLength = whole.length();
      batch = null;
      return whole;
    }
  }

  /** Takes what is sent on. */
  private interface Sink<V> {
    void output(KV<Long, List<Batch<V>>> shard, Instant earliest);
  }

  @Setup
  public void setUp() {
    scratch = new Block();
    keys = new HashMap<>();
    filled = new ArrayList<>();
  }

  /** Without what a bundle has left that failed. */
  @StartBundle
  public void startBundle() {
    for (Gathered<V> of : filled) {
      of.batch = null;
    }
    filled.clear();
    gathered = 0;
  }

  @ProcessElement
  public void processElement(
      @Element T input,
      @Timestamp Instant timestamp,
      OutputReceiver<KV<Long, List<Batch<V>>>> out) {
    Sink<V> sink = out::outputWithTimestamp;
    spread.spread(input, timestamp, (key, value, millis) -> gather(key, value, millis, sink));
    if (gathered >= MOST_VALUES || filled.size() >= MOST_KEYS) {
      sendOn(sink);
    }
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    sendOn((shard, earliest) -> context.output(shard, earliest, GlobalWindow.INSTANCE));
  }

  private void gather(K key, V value, long timestampMillis, Sink<V> out) {
    Gathered<V> of =
        keys.computeIfAbsent(
            keyCoder.structuralValue(key), same -> new Gathered<>(KeyBytes.of(key, keyCoder)));
    Batch<V> batch = of.batch;
    if (batch == null) {
      batch = of.begin(valueCoder);
      filled.add(of);
    }
    try {
      batch.add(value, timestampMillis, scratch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    gathered++;
    if (batch.size() == MOST_OF_KEY || critical.apply(value)) {
      gathered -= batch.size();
      sendOn(of.key.shard(), List.of(of.end(batch)), out);
    }
  }

  private void sendOn(Sink<V> out) {
    Map<Long, List<Batch<V>>> shards = new HashMap<>();
    for (Gathered<V> of : filled) {
      if (of.batch != null) { // It may stand there once more.
        shards.computeIfAbsent(of.key.shard(), shard -> new ArrayList<>()).add(of.end(of.batch));
      }
    }
    filled.clear();
    gathered = 0;
    if (keys.size() > MOST_KEYS) {
      keys = new HashMap<>();
    }
    shards.forEach((shard, of) -> sendOn(shard, of, out));
  }

  private void sendOn(long shard, List<Batch<V>> of, Sink<V> out) {
    long earliest = Long.MAX_VALUE;
    for (Batch<V> batch : of) {
      earliest = Math.min(earliest, batch.earliest());
    }
    out.output(KV.of(shard, of), Instant.ofEpochMilli(earliest));
  }

  /** A batch carries the time of its earliest value, which is earlier than that of its last. */
  @Override
  @SuppressWarnings("deprecation")
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
