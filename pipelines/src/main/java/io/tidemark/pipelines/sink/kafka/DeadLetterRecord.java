package io.tidemark.pipelines.sink.kafka;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.row.RowJson;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A dead letter as a Kafka record: the key is its id, the value the original bytes, and the facts
 * are headers of UTF-8 text ({@code tidemark.reason}, {@code tidemark.event_time} …). Without an
 * event time there is no such header, and {@code tidemark.index} only says which of several events
 * of a record it was.
 */
final class DeadLetterRecord {

  private DeadLetterRecord() {}

  /**
   * Returns the record.
   *
   * @param instance the process that publishes it
   */
  static ProducerRecord<byte[], byte[]> of(String topic, DeadLetter letter, String instance) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, bytes(letter.id()), letter.original());
    add(record.headers(), "id", letter.id());
    add(record.headers(), "reason", letter.reason().name());
    add(record.headers(), "step", letter.step());
    add(record.headers(), "error", letter.error());
    if (letter.eventTimeMillis() != null) {
      add(record.headers(), "event_time", RowJson.timestamp(letter.eventTimeMillis()));
    }
    add(record.headers(), "topic", letter.topic());
    add(record.headers(), "partition", Integer.toString(letter.partition()));
    add(record.headers(), "offset", Long.toString(letter.offset()));
    if (letter.index() != DeadLetter.WHOLE) {
      add(record.headers(), "index", Integer.toString(letter.index()));
    }
    add(record.headers(), "retry_count", Integer.toString(letter.retryCount()));
    add(record.headers(), "processor_instance", instance);
    return record;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add("tidemark." + name, bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
