package io.tidemark.pipelines.sink.kafka.client;

import io.tidemark.encoding.FormatVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.util.VarInt;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A record on its way to the step that publishes it exactly once.
 *
 * @param key the key of the record
 * @param value the value; null for a tombstone
 * @param headers the headers, in order
 * @param attempt when the attempt of the job that made the record began, in microseconds of
 *     processing time. It distinguishes a record that is repeated from one that is made anew
 */
public record TopicRecord(byte[] key, byte @Nullable [] value, List<Header> headers, long attempt) {

  /** Returns the name of an attempt that begins now. */
  public static long newAttempt() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /** Returns the record without its topic. */
  public static TopicRecord of(ProducerRecord<byte[], byte[]> record, long attempt) {
    return new TopicRecord(
        record.key(), record.value(), List.of(record.headers().toArray()), attempt);
  }

  /** Returns the record for this topic; the partition is found by the key. */
  public ProducerRecord<byte[], byte[]> to(String topic) {
    return new ProducerRecord<>(topic, null, key, value, headers);
  }

  /** Encodes a {@link TopicRecord} as a version byte, key, value, headers, attempt. */
  public static final class TopicRecordCoder extends AtomicCoder<TopicRecord> {

    private static final int VERSION = 1;
    private static final ByteArrayCoder BYTES = ByteArrayCoder.of();
    private static final NullableCoder<byte[]> VALUE = NullableCoder.of(BYTES);
    private static final StringUtf8Coder TEXT = StringUtf8Coder.of();
    private static final TopicRecordCoder INSTANCE = new TopicRecordCoder();

    private TopicRecordCoder() {}

    public static TopicRecordCoder of() {
      return INSTANCE;
    }

    @Override
    public void encode(TopicRecord record, OutputStream out) throws IOException {
      out.write(VERSION);
      BYTES.encode(record.key, out);
      VALUE.encode(record.value, out);
      VarInt.encode(record.headers.size(), out);
      for (Header header : record.headers) {
        TEXT.encode(header.key(), out);
        BYTES.encode(header.value(), out);
      }
      VarInt.encode(record.attempt, out);
    }

    @Override
    public TopicRecord decode(InputStream in) throws IOException {
      FormatVersion.check(in, VERSION, "topic records");
      byte[] key = BYTES.decode(in);
      byte[] value = VALUE.decode(in);
      int count = VarInt.decodeInt(in);
      List<Header> headers = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        headers.add(new RecordHeader(TEXT.decode(in), BYTES.decode(in)));
      }
      return new TopicRecord(key, value, headers, VarInt.decodeLong(in));
    }
  }
}
