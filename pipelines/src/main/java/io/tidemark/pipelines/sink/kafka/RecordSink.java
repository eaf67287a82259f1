package io.tidemark.pipelines.sink.kafka;

import io.tidemark.pipelines.options.OrderOptions;
import java.io.IOException;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Where a step puts the records that it makes of its elements.
 *
 * <p>It is called within that step and is not a step of its own, because not every runner keeps the
 * order of the elements of a key from one step to the next; see {@link OrderOptions}.
 *
 * @param <T> what the step emits for a record
 */
interface RecordSink<T> extends Serializable {

  /** Prepares the sink; called once, before anything else. */
  void open();

  /**
   * Takes one record. It may be published at once, later, or by the step that receives {@code
   * output}.
   */
  void take(ProducerRecord<byte[], byte[]> record, OutputReceiver<T> output) throws IOException;

  /** Called at the end of a bundle. When it returns, the records taken are published or emitted. */
  void flush() throws IOException;

  /** Releases what {@link #open} has acquired; may be called when that has failed. */
  void close();
}
