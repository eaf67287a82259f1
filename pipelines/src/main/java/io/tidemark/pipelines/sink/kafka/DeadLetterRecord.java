package io.tidemark.pipelines.sink.kafka;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.row.RowJson;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * A dead letter as a Kafka record: the key is its id, the value the original bytes, and the facts
 * are headers of UTF-8 text ({@code tidemark.reason}, {@code tidemark.event_time} …). Without an
 * event time there is no such header, and {@code tidemark.index} only says which of several events
 * of a record it was. A value that is larger than the topic takes is cut when it is sent, and two
 * further headers say so.
 */
final class DeadLetterRecord {

  /** The longest header, in bytes of UTF-8; a longer text is cut. */
  private static final int LONGEST_HEADER = 8 << 10;

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
    byte[] text = bytes(value);
    headers.add("tidemark." + name, text.length <= LONGEST_HEADER ? text : cut(text));
  }

  /** Cuts a text between two characters. */
  private static byte[] cut(byte[] text) {
    int end = LONGEST_HEADER;
    while ((text[end] & 0xC0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(text, end);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
