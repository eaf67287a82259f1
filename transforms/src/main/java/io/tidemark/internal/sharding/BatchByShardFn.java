package io.tidemark.internal.sharding;

import io.tidemark.change.Unbatch;
import io.tidemark.encoding.ByteBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Takes inputs apart into values, and gathers the values of a bundle in batches, one for each shard
 * of their keys. What a runner does for each element it then does for each batch, and the state of
 * a key is read and written once for many values. The watermark cannot pass the gathered values,
 * since runners hold it back while a bundle is open.
 *
 * <p>A batch is output when it is full, at once if a value is critical, and when the bundle ends.
 * All are output when {@link #MOST_VALUES} values are gathered, so the values of one input can
 * exceed this number. The timestamp of a batch is that of its earliest value.
 */
public final class BatchByShardFn<T, K, V> extends DoFn<T, KV<Long, ShardBatch<V>>> {

  /** The number of values in memory, of one instance, at which all batches are output. */
  static final int MOST_VALUES = 50_000;

  private final Unbatch<T, K, V> unbatch;
  private final Coder<K> keyCoder;
  private final Coder<V> valueCoder;
  private final SerializableFunction<V, Boolean> critical;
  private transient List<ShardBatch.Builder<V>> shards;
  private transient ByteBlock keyBytes;
  private transient ByteBlock scratch;
  private transient int gathered;

  public BatchByShardFn(
      Unbatch<T, K, V> unbatch,
      Coder<K> keyCoder,
      Coder<V> valueCoder,
      SerializableFunction<V, Boolean> critical) {
    this.unbatch = unbatch;
    this.keyCoder = keyCoder;
    this.valueCoder = valueCoder;
    this.critical = critical;
  }

  /** Outputs a batch, with its timestamp. */
  private interface Sink<V> {
    void output(KV<Long, ShardBatch<V>> shard, Instant earliest);
  }

  @Setup
  public void setUp() {
    shards = new ArrayList<>(EncodedKey.SHARDS);
    for (int shard = 0; shard < EncodedKey.SHARDS; shard++) {
      shards.add(new ShardBatch.Builder<>(valueCoder));
    }
    keyBytes = new ByteBlock();
    scratch = new ByteBlock();
  }

  /** Discards values that are left of a bundle that failed. */
  @StartBundle
  public void startBundle() {
    if (gathered > 0) {
      shards.forEach(ShardBatch.Builder::clear);
      gathered = 0;
    }
  }

  @ProcessElement
  public void processElement(
      @Element T input, @Timestamp Instant timestamp, OutputReceiver<KV<Long, ShardBatch<V>>> out) {
    Sink<V> sink = out::outputWithTimestamp;
    unbatch.unbatch(input, timestamp, (key, value, millis) -> gather(key, value, millis, sink));
    if (gathered >= MOST_VALUES) {
      sendOn(sink);
    }
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    sendOn((shard, earliest) -> context.output(shard, earliest, GlobalWindow.INSTANCE));
  }

  /** Adds a value to the batch of its shard, and outputs the batch if it must not wait. */
  private void gather(K key, V value, long timestampMillis, Sink<V> out) {
    int hash = EncodedKey.write(key, keyCoder, keyBytes);
    int shard = EncodedKey.shard(hash);
    ShardBatch.Builder<V> of = shards.get(shard);
    gathered++;
    try {
      of.add(keyBytes, hash, value, timestampMillis, scratch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (of.isFull() || critical.apply(value)) {
      gathered -= of.size();
      sendOn(shard, out);
    }
  }

  /** Outputs the batches of all shards that have values, in the order of the shards. */
  private void sendOn(Sink<V> out) {
    if (gathered > 0) {
      for (int shard = 0; shard < shards.size(); shard++) {
        if (shards.get(shard).size() > 0) {
          sendOn(shard, out);
        }
      }
      gathered = 0;
    }
  }

  /** Outputs the batch of one shard, which has values. */
  private void sendOn(int shard, Sink<V> out) {
    ShardBatch.Builder<V> of = shards.get(shard);
    Instant earliest = Instant.ofEpochMilli(of.earliest());
    out.output(KV.of((long) shard, of.build()), earliest);
  }

  /** A batch has the timestamp of its earliest value, which may be before the current input's. */
  @Override
  @SuppressWarnings("deprecation")
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
