package io.tidemark.pipelines;

import io.tidemark.change.Unbatch;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.record.WithSource;
import io.tidemark.pipelines.series.SeriesKey;
import java.util.List;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.joda.time.Instant;

/**
 * Takes a list of events apart: each event becomes one value, with the key of its series and its
 * own event time.
 *
 * @param series makes the key of an event
 * @param value makes the part of an event that is aggregated, so that no more crosses the shuffle
 */
record BySeries<E extends TelemetryEvent, V>(
    SerializableFunction<E, SeriesKey> series, SerializableFunction<E, V> value)
    implements Unbatch<List<WithSource<E>>, SeriesKey, WithSource<V>> {

  @Override
  public void unbatch(
      List<WithSource<E>> events, Instant timestamp, Output<SeriesKey, WithSource<V>> out) {
    for (WithSource<E> withSource : events) {
      E event = withSource.event();
      out.output(
          series.apply(event),
          new WithSource<>(value.apply(event), withSource.raw()),
          event.timestampMillis());
    }
  }
}
