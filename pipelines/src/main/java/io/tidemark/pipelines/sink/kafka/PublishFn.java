package io.tidemark.pipelines.sink.kafka;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * A step that puts records into a sink. It opens the sink, flushes it at the end of each bundle,
 * and closes it.
 *
 * @param <E> the elements of which records are made
 * @param <T> what the sink emits for a record
 */
@SuppressWarnings("UnusedMethod") // Beam calls them by their annotations.
abstract class PublishFn<E, T> extends DoFn<E, T> {

  final RecordSink<T> sink;

  PublishFn(RecordSink<T> sink) {
    this.sink = sink;
  }

  @Setup
  public final void open() {
    sink.open();
  }

  @FinishBundle
  public final void flush() throws IOException {
    sink.flush();
  }

  @Teardown
  public final void close() {
    sink.close();
  }
}
