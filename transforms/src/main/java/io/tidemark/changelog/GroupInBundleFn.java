package io.tidemark.changelog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * Gathers the elements of a bundle by key, so that the keyed state is read and written once for
 * many of them. The watermark cannot pass what is gathered: runners hold it while a bundle is open.
 *
 * <p>At most {@link #MOST_ELEMENTS} are gathered; a critical element sends its key's batch on at
 * once.
 */
final class GroupInBundleFn<K, V> extends DoFn<KV<K, V>, KV<K, Batch<V>>> {

  /** Elements held in memory by one worker thread before they are sent on. */
  static final int MOST_ELEMENTS = 5_000;

  private final Coder<K> keyCoder;
  private final SerializableFunction<V, Boolean> critical;
  private transient Map<Object, KV<K, Batch<V>>> batches;
  private transient int elements;

  GroupInBundleFn(Coder<K> keyCoder, SerializableFunction<V, Boolean> critical) {
    this.keyCoder = keyCoder;
    this.critical = critical;
  }

  @StartBundle
  public void startBundle() {
    batches = new LinkedHashMap<>();
    elements = 0;
  }

  @ProcessElement
  public void processElement(
      @Element KV<K, V> element,
      @Timestamp Instant timestamp,
      OutputReceiver<KV<K, Batch<V>>> out) {
    Object identity = keyCoder.structuralValue(element.getKey());
    KV<K, Batch<V>> batch =
        batches.computeIfAbsent(identity, unused -> KV.of(element.getKey(), new Batch<>()));
    batch.getValue().add(element.getValue(), timestamp.getMillis());
    elements++;
    if (critical.apply(element.getValue())) {
      batches.remove(identity);
      elements -= batch.getValue().values.size();
      emit(batch, out);
    } else if (elements >= MOST_ELEMENTS) {
      batches.values().forEach(each -> emit(each, out));
      startBundle();
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

  /** A batch carries the time of its earliest element, which is earlier than that of its last. */
  @Override
  @SuppressWarnings("deprecation")
  public org.joda.time.Duration getAllowedTimestampSkew() {
    return org.joda.time.Duration.millis(Long.MAX_VALUE);
  }
}
