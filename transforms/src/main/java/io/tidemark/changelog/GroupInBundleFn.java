package io.tidemark.changelog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Gathers the values of a bundle by key, so that they cross the shuffle together and the keyed
 * state is read and written once for many of them. The watermark cannot pass what is gathered:
 * runners hold it while a bundle is open.
 *
 * <p>At most {@link #MOST_VALUES} and those of one input more are gathered, and {@link
 * #MOST_OF_KEY} of one key; a critical value sends its key's batch on at once.
 */
final class GroupInBundleFn<T, K, V> extends DoFn<T, KV<K, Batch<V>>> {

  /** Values held in memory by one worker thread before they are sent on. */
  static final int MOST_VALUES = 20_000;

  /** A runner may spill an element of more than some megabytes to disk. */
  static final int MOST_OF_KEY = 1_000;

  private final Spread<T, K, V> spread;
  private final Coder<K> keyCoder;
  private final Coder<V> valueCoder;
  private final SerializableFunction<V, Boolean> critical;
  private transient Block scratch;
  private transient Map<Object, KV<K, Batch<V>>> batches;
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

  @Setup
  public void setUp() {
    scratch = new Block();
  }

  @StartBundle
  public void startBundle() {
    batches = new LinkedHashMap<>();
    gathered = 0;
  }

  @ProcessElement
  public void processElement(
      @Element T input, @Timestamp Instant timestamp, OutputReceiver<KV<K, Batch<V>>> out) {
    spread.spread(input, timestamp, (key, value, millis) -> gather(key, value, millis, out));
    if (gathered >= MOST_VALUES) {
      batches.values().forEach(each -> emit(each, out));
      startBundle();
    }
  }

  private void gather(K key, V value, long timestampMillis, OutputReceiver<KV<K, Batch<V>>> out) {
    Object identity = keyCoder.structuralValue(key);
    KV<K, Batch<V>> batch = batches.get(identity);
    if (batch == null) {
      batch = KV.of(key, new Batch<>(valueCoder));
      batches.put(identity, batch);
    }
    try {
      batch.getValue().add(value, timestampMillis, scratch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    gathered++;
    if (batch.getValue().size() == MOST_OF_KEY || critical.apply(value)) {
      batches.remove(identity);
      gathered -= batch.getValue().size();
      emit(batch, out);
    }
  }

  private void emit(KV<K, Batch<V>> batch, OutputReceiver<KV<K, Batch<V>>> out) {
    out.outputWithTimestamp(batch, Instant.ofEpochMilli(batch.getValue().earliest()));
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    for (KV<K, Batch<V>> batch : batches.values()) {
      context.output(
          batch, Instant.ofEpochMilli(batch.getValue().earliest()), GlobalWindow.INSTANCE);
    }
    batches = null;
  }

  /** A batch carries the time of its earliest value, which is earlier than that of its last. */
  @Override
  @SuppressWarnings("deprecation")
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
