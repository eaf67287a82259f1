package io.tidemark.pipelines.sink.kafka.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Cuts the value of a dead letter to what its topic takes. The headers {@code tidemark.truncated}
 * ({@code true}) and {@code tidemark.original_size} (bytes) then say so; they stand in no whole
 * letter. Other records are never cut.
 */
final class CutLetter {
  /** What a batch and a record need beside their parts. */
  private static final int FRAME = 256;

  /** What a header needs beside its parts. */
  private static final int HEADER = 16;

  /** The headers that say that a letter was cut. */
  private static final int MARKS = 128;

  private CutLetter() {}

  /** Returns the most bytes that a record may take in a request, if nothing can be compressed. */
  static int bytes(ProducerRecord<byte[], byte[]> record) {
    int bytes = FRAME + length(record.key()) + length(record.value());
    for (Header header : record.headers()) {
      bytes += HEADER + header.key().length() + length(header.value());
    }
    return bytes;
  }

  /** Returns the record, or a copy with as much of the value as makes it fit into the limit. */
  static ProducerRecord<byte[], byte[]> toFit(ProducerRecord<byte[], byte[]> record, int limit) {
    byte[] value = record.value();
    // What cannot be compressed grows by the frames of the compression.
    int excess = bytes(record) - (limit - limit / 128);
    if (excess <= 0 || value == null || record.headers().lastHeader("tidemark.reason") == null) {
      return record;
    }
    ProducerRecord<byte[], byte[]> cut =
        new ProducerRecord<>(
            record.topic(),
            record.partition(),
            record.key(),
            Arrays.copyOf(value, Math.max(0, value.length - excess - MARKS)),
            record.headers());
    mark(cut, "tidemark.truncated", "true");
    mark(cut, "tidemark.original_size", Integer.toString(value.length));
    return cut;
  }

  private static void mark(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }

  private static int length(byte[] part) {
    return part == null ? 0 : part.length;
  }
}
