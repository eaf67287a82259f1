package io.tidemark.pipelines.changelog;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A row as a Kafka record: the key is its primary key as JSON, no value is a tombstone. */
final class RowRecord {

  private RowRecord() {}

  static ProducerRecord<byte[], byte[]> of(
      String topic, String primaryKey, @Nullable String value) {
    return new ProducerRecord<>(
        topic,
        primaryKey.getBytes(StandardCharsets.UTF_8),
        value == null ? null : value.getBytes(StandardCharsets.UTF_8));
  }
}
