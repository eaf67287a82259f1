package io.tidemark.pipelines;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.pipelines.decode.Sourced;
import io.tidemark.pipelines.event.TelemetryEvent;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/** An aggregate of events, fed with events that remember where they came from. */
record EventCombine<E extends TelemetryEvent, A, O>(WindowedCombine<E, A, O> events)
    implements WindowedCombine<Sourced<E>, A, O> {

  @Override
  public A create() {
    return events.create();
  }

  @Override
  public A add(A acc, Sourced<E> value, long timestampMillis) {
    return events.add(acc, value.event(), timestampMillis);
  }

  @Override
  public A merge(A a, A b) {
    return events.merge(a, b);
  }

  @Override
  public O finish(A acc, IntervalWindow window) {
    return events.finish(acc, window);
  }

  @Override
  public Coder<A> accumulatorCoder() {
    return events.accumulatorCoder();
  }

  @Override
  public Coder<O> outputCoder() {
    return events.outputCoder();
  }
}
