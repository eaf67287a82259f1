package io.tidemark.pipelines.sink.kafka.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.tidemark.pipelines.sink.kafka.client.TopicRecord.TopicRecordCoder;
import java.util.List;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.Test;

class TopicRecordTest {

  @Test
  void recordComesBackAsItWas() throws Exception {
    for (byte[] value : new byte[][] {{}, {0, -1, 7}, null}) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              "t",
              null,
              "k".getBytes(UTF_8),
              value,
              List.of(
                  new RecordHeader("tidemark.id", "é".getBytes(UTF_8)),
                  new RecordHeader("tidemark.error", new byte[0])));
      TopicRecord copy =
          CoderUtils.clone(TopicRecordCoder.of(), TopicRecord.of(record, Long.MAX_VALUE));
      assertIs(record, copy);
    }
    CoderProperties.coderSerializable(TopicRecordCoder.of());
  }

  private static void assertIs(ProducerRecord<byte[], byte[]> record, TopicRecord copy) {
    assertThat(copy.to("t").key(), is(record.key()));
    assertThat(copy.to("t").value(), is(record.value()));
    assertThat(copy.to("t").headers(), is(record.headers()));
    assertThat(copy.to("t").partition(), is(nullValue()));
    assertThat(copy.attempt(), is(Long.MAX_VALUE));
  }
}
