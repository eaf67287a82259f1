package io.tidemark.pipelines.changelog;

import java.io.IOException;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Where a keyed step puts the records it makes, in their order.
 *
 * <p>It is called within that step, behind the keyed state, and is no step of its own: a runner
 * keeps the order of a key's elements within a keyed step, but need not keep it into the next one.
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
