package io.tidemark.pipelines.sink.kafka;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;

/** A step that puts records into a sink, which it opens, flushes with each bundle, and closes. */
@SuppressWarnings("UnusedMethod") // Beam calls setup and teardown.
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
