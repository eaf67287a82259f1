package io.tidemark.pipelines;

import io.tidemark.change.Unbatch;
import io.tidemark.pipelines.decode.WithSource;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.series.SeriesKey;
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
    implements Unbatch<List<WithSource<E>>, SeriesKey, WithSource<V>> {

  @Override
  public void unbatch(
      List<WithSource<E>> events, Instant timestamp, Output<SeriesKey, WithSource<V>> out) {
    for (WithSource<E> sourced : events) {
      E event = sourced.event();
      out.output(
          series.apply(event),
          new WithSource<>(value.apply(event), sourced.raw()),
          event.timestampMillis());
    }
  }
}
