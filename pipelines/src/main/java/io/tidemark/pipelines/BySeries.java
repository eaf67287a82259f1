package io.tidemark.pipelines;

import io.tidemark.changelog.Spread;
import io.tidemark.pipelines.decode.Sourced;
import io.tidemark.pipelines.event.TelemetryEvent;
import java.util.List;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.joda.time.Instant;

/** Each event of an element by the key of its series, at its event time. */
record BySeries<E extends TelemetryEvent>(SerializableFunction<E, SeriesKey> series)
    implements Spread<List<Sourced<E>>, SeriesKey, Sourced<E>> {

  @Override
  public void spread(
      List<Sourced<E>> events, Instant timestamp, Receiver<SeriesKey, Sourced<E>> out) {
    for (Sourced<E> event : events) {
      out.value(series.apply(event.event()), event, event.event().timestampMillis());
    }
  }
}
