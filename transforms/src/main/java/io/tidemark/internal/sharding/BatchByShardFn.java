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
 * Gathers the values of a bundle by shard of their keys, so that what a runner does for an element
 * it does once for a shard, and a key's state is read and written once for many values. The
 * watermark cannot pass what is gathered: runners hold it while a bundle is open.
 *
 * <p>At most {@link #MOST_VALUES} and those of one input more are gathered; a batch is sent on as
 * soon as it is full, and at once with a critical value.
 */
public final class BatchByShardFn<T, K, V> extends DoFn<T, KV<Long, ShardBatch<V>>> {

  /** Values held in memory by one worker thread before they are sent on. */
  static final int MOST_VALUES = 50_000;

  private final Unbatch<T, K, V> spread;
  private final Coder<K> keyCoder;
  private final Coder<V> valueCoder;
  private final SerializableFunction<V, Boolean> critical;
  private transient List<ShardBatch.Builder<V>> shards;
  private transient ByteBlock keyBytes;
  private transient ByteBlock scratch;
  private transient int gathered;

  public BatchByShardFn(
      Unbatch<T, K, V> spread,
      Coder<K> keyCoder,
      Coder<V> valueCoder,
      SerializableFunction<V, Boolean> critical) {
    this.spread = spread;
    this.keyCoder = keyCoder;
    this.valueCoder = valueCoder;
    this.critical = critical;
  }

  /** Takes what is sent on. */
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

  /** Without what a bundle has left that failed. */
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
    spread.unbatch(input, timestamp, (key, value, millis) -> gather(key, value, millis, sink));
    if (gathered >= MOST_VALUES) {
      sendOn(sink);
    }
  }

  @FinishBundle
  public void finishBundle(FinishBundleContext context) {
    sendOn((shard, earliest) -> context.output(shard, earliest, GlobalWindow.INSTANCE));
  }

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

  private void sendOn(int shard, Sink<V> out) {
    ShardBatch.Builder<V> of = shards.get(shard);
    Instant earliest = Instant.ofEpochMilli(of.earliest());
    out.output(KV.of((long) shard, of.build()), earliest);
  }

  /** A batch carries the time of its earliest value, which is earlier than that of its last. */
  @Override
  @SuppressWarnings("deprecation")
  public Duration getAllowedTimestampSkew() {
    return Duration.millis(Long.MAX_VALUE);
  }
}
