package io.tidemark.benchmarks.flink;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Sums that are held in memory before the shuffle: what came between two watermarks, but no more
 * than fit. No watermark and no barrier passes what is still held.
 *
 * @param <E> an event
 * @param <K> what is summed up by
 * @param <S> a sum
 * @param <P> what is sent on of it
 */
abstract class PartialSums<E, K, S, P> extends AbstractStreamOperator<P>
    implements OneInputStreamOperator<E, P> {
  private static final long serialVersionUID = 1;
  private static final int MOST = 20_000;

  private transient Map<K, S> held;

  abstract void emit(K key, S sum);

  @Override
  public final void open() throws Exception {
    super.open();
    held = new HashMap<>();
  }

  /** The sum that is held; null for none. */
  final S held(K key) {
    return held.get(key);
  }

  /** Holds another sum, in place of one with the same key. */
  final void hold(K key, S sum) {
    if (held.size() >= MOST && !held.containsKey(key)) {
      flush();
    }
    held.put(key, sum);
  }

  final void send(P part, long timestamp) {
    output.collect(new StreamRecord<>(part, timestamp));
  }

  @Override
  public final void processWatermark(Watermark mark) throws Exception {
    flush();
    super.processWatermark(mark);
  }

  @Override
  public final void prepareSnapshotPreBarrier(long checkpointId) {
    flush();
  }

  @Override
  public final void finish() throws Exception {
    flush();
    super.finish();
  }

  private void flush() {
    held.forEach(this::emit);
    held.clear();
  }
}
