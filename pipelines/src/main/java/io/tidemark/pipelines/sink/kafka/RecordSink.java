package io.tidemark.pipelines.sink.kafka;

import io.tidemark.pipelines.options.OrderOptions;
import java.io.IOException;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Where a step that has elements of a key in their order puts the records it makes of them.
 *
 * <p>It is called within that step and is no step of its own: not every runner keeps the order of a
 * key's elements into the next one ({@link OrderOptions}).
 *
 * @param <T> what the step emits for a record
 */
interface RecordSink<T> extends Serializable {

  void open();

  void take(ProducerRecord<byte[], byte[]> record, OutputReceiver<T> output) throws IOException;

  /** The bundle ends. */
  void flush() throws IOException;

  void close();
}
