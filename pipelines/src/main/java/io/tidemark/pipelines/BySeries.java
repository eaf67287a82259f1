package io.tidemark.pipelines;

import io.tidemark.changelog.Spread;
import io.tidemark.pipelines.decode.Sourced;
import io.tidemark.pipelines.event.TelemetryEvent;
import java.util.List;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.joda.time.Instant;

/**
 * Each event of an element at its event time.
 *
 * @param series the key it belongs to
 * @param value what its aggregation needs of it: no more crosses the shuffle
 */
record BySeries<E extends TelemetryEvent, V>(
    SerializableFunction<E, SeriesKey> series, SerializableFunction<E, V> value)
    implements Spread<List<Sourced<E>>, SeriesKey, Sourced<V>> {

  @Override
  public void spread(
      List<Sourced<E>> events, Instant timestamp, Receiver<SeriesKey, Sourced<V>> out) {
    for (Sourced<E> sourced : events) {
      E event = sourced.event();
      out.value(
          series.apply(event),
          new Sourced<>(value.apply(event), sourced.raw()),
          event.timestampMillis());
    }
  }
}
