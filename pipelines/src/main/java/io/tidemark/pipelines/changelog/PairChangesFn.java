package io.tidemark.pipelines.changelog;

import io.tidemark.changelog.Change;
import io.tidemark.pipelines.SeriesKey;
import io.tidemark.pipelines.changelog.Standing.StandingCoder;
import java.io.IOException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Turns the changes of each row, in their order, into records.
 *
 * <p>State: two numbers a row, until the watermark passes the end of its window plus {@code keep};
 * and the value before an update, for as long as the update is on its way.
 */
abstract class PairChangesFn<O, T> extends DoFn<KV<SeriesKey, Change<O>>, T> {

  @StateId("standing")
  private final StateSpec<MapState<String, Standing>> standingSpec =
      StateSpecs.map(StringUtf8Coder.of(), StandingCoder.of());

  @StateId("pending")
  private final StateSpec<MapState<String, Change<O>>> pendingSpec;

  @TimerFamily("expiry")
  @SuppressWarnings("unused") // Beam reads it.
  private final TimerSpec expirySpec = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

  private final Pairing<O> pairing;
  private final Duration keep;

  PairChangesFn(Pairing<O> pairing, Coder<Change<O>> changeCoder, Duration keep) {
    this.pendingSpec = StateSpecs.map(StringUtf8Coder.of(), changeCoder);
    this.pairing = pairing;
    this.keep = keep;
  }

  /** Takes the next record. */
  abstract void take(ProducerRecord<byte[], byte[]> record, OutputReceiver<T> output)
      throws IOException;

  @ProcessElement
  public void pair(
      @Element KV<SeriesKey, Change<O>> element,
      @StateId("standing") MapState<String, Standing> standing,
      @StateId("pending") MapState<String, Change<O>> pending,
      @TimerFamily("expiry") TimerMap expiry,
      OutputReceiver<T> output)
      throws IOException {
    Change<O> change = element.getValue();
    String row = pairing.primaryKey(element.getKey(), change);
    expiry.set(row, expiry(change));
    RowMemory<O> memory = new RowMemory<>(row, standing, pending);
    for (ProducerRecord<byte[], byte[]> record :
        pairing.next(row, element.getKey(), change, memory)) {
      take(record, output);
    }
  }

  @OnTimerFamily("expiry")
  public void expire(
      @TimerId String row,
      @StateId("standing") MapState<String, Standing> standing,
      @StateId("pending") MapState<String, Change<O>> pending) {
    new RowMemory<>(row, standing, pending).forget();
  }

  private Instant expiry(Change<O> change) {
    Instant last = GlobalWindow.INSTANCE.maxTimestamp();
    Instant end = change.window().maxTimestamp();
    return end.isAfter(last.minus(keep)) ? last : end.plus(keep);
  }

  /** The part of the keyed state that concerns one row. */
  private record RowMemory<O>(
      String row, MapState<String, Standing> standings, MapState<String, Change<O>> pendings)
      implements Pairing.Memory<O> {

    @Override
    public @Nullable Standing standing() {
      return standings.get(row).read();
    }

    @Override
    public void setStanding(Standing standing) {
      standings.put(row, standing);
    }

    @Override
    public @Nullable Change<O> pending() {
      return pendings.get(row).read();
    }

    @Override
    public void setPending(Change<O> change) {
      pendings.put(row, change);
    }

    @Override
    public void clearPending() {
      pendings.remove(row);
    }

    @Override
    public void forget() {
      standings.remove(row);
      pendings.remove(row);
    }
  }
}
