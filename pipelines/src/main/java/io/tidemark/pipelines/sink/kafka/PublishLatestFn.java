package io.tidemark.pipelines.sink.kafka;

import io.tidemark.change.Change;
import io.tidemark.pipelines.series.SeriesKey;
import java.io.IOException;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Puts the row that stands after each change into the sink; those of a key in the order of its
 * changes.
 *
 * <p>State: one number a row, until the watermark passes the end of its window plus {@code keep}.
 */
final class PublishLatestFn<O, T> extends PublishFn<KV<SeriesKey, Change<O>>, T> {

  @StateId("inserted")
  private final StateSpec<MapState<String, Long>> insertedSpec =
      StateSpecs.map(StringUtf8Coder.of(), VarLongCoder.of());

  @TimerFamily("expiry")
  @SuppressWarnings("unused") // Beam reads it.
  private final TimerSpec expirySpec = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

  private final LatestRecords<O> records;
  private final Duration keep;

  PublishLatestFn(LatestRecords<O> records, Duration keep, RecordSink<T> sink) {
    super(sink);
    this.records = records;
    this.keep = keep;
  }

  @ProcessElement
  public void publish(
      @Element KV<SeriesKey, Change<O>> element,
      @StateId("inserted") MapState<String, Long> inserted,
      @TimerFamily("expiry") TimerMap expiry,
      OutputReceiver<T> output)
      throws IOException {
    Change<O> change = element.getValue();
    String row = records.primaryKey(element.getKey(), change);
    expiry.set(row, expiry(change));
    ProducerRecord<byte[], byte[]> record =
        records.next(row, element.getKey(), change, new RowMemory(row, inserted));
    if (record != null) {
      sink.take(record, output);
    }
  }

  @OnTimerFamily("expiry")
  public void expire(@TimerId String row, @StateId("inserted") MapState<String, Long> inserted) {
    inserted.remove(row);
  }

  private Instant expiry(Change<O> change) {
    Instant last = GlobalWindow.INSTANCE.maxTimestamp();
    Instant end = change.window().maxTimestamp();
    return end.isAfter(last.minus(keep)) ? last : end.plus(keep);
  }

  /** The part of the keyed state that concerns one row. */
  private record RowMemory(String row, MapState<String, Long> inserted)
      implements LatestRecords.Memory {

    @Override
    public @Nullable Long insertedMicros() {
      return inserted.get(row).read();
    }

    @Override
    public void setInsertedMicros(long version) {
      inserted.put(row, version);
    }

    @Override
    public void forget() {
      inserted.remove(row);
    }
  }
}
