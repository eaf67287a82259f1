package io.tidemark.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.tidemark.pipelines.checkpoint.ShardSequence;
import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.sink.kafka.WriteDeadLettersToKafka;
import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord;
import io.tidemark.pipelines.sink.kafka.exactlyonce.ShardWriter;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Dead letters that are larger than a topic or a producer takes, on a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoisonLetterTest {
  private static final int MIB = 1 << 20;

  private final WorkDirectory directory = WorkDirectory.create();
  private final EmbeddedKafka kafka = EmbeddedKafka.start(directory);
  private final KafkaConfig config = KafkaConfig.of(kafka.bootstrapServers());

  @AfterAll
  void stop() {
    try (directory;
        kafka) {
      // Closed in reverse.
    }
  }

  private void create(String topic, int largest) throws Exception {
    try (Admin admin = kafka.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(topic, 1, (short) 1)
                      .configs(Map.of("max.message.bytes", Integer.toString(largest)))))
          .all()
          .get();
    }
  }

  /** Bytes that cannot be compressed. */
  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  private void publish(String topic, byte[] original) {
    DeadLetter letter =
        new DeadLetter(
            Reason.MALFORMED, "Decode", "é".repeat(300_000), original, null, "in", 0, 7, 0);
    Pipeline pipeline = Pipeline.create();
    pipeline
        .apply(Create.of(letter).withCoder(DeadLetterCoder.of()))
        .apply(WriteDeadLettersToKafka.to(topic, config));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void aLetterOfTheLargestRecordIsPublishedWhole() throws Exception {
    create("whole", MIB + (64 << 10));
    byte[] original = bytes(MIB);
    publish("whole", original);
    ConsumerRecord<byte[], byte[]> letter = only("whole");
    assertArrayEquals(original, letter.value());
    assertThat(letter.headers().lastHeader("tidemark.truncated"), is(nullValue()));
    assertThat(header(letter, "tidemark.error"), is("é".repeat(4096)));
  }

  @Test
  void aLetterThatItsTopicDoesNotTakeIsCutAndSaysItsSize() throws Exception {
    create("small", 200_000);
    byte[] original = bytes(5 * MIB);
    publish("small", original);
    ConsumerRecord<byte[], byte[]> letter = only("small");
    assertThat(letter.value().length > 180_000, is(true));
    assertArrayEquals(Arrays.copyOf(original, letter.value().length), letter.value());
    assertThat(header(letter, "tidemark.truncated"), is("true"));
    assertThat(header(letter, "tidemark.original_size"), is(Integer.toString(5 * MIB)));
  }

  @Test
  void aLetterThatIsPublishedExactlyOnceIsCutLikewise() throws Exception {
    create("once", 200_000);
    List<Header> headers = List.of(new RecordHeader("tidemark.reason", "LATE".getBytes(UTF_8)));
    try (ShardWriter writer = ShardWriter.open("once", 0, config)) {
      writer.publish(
          new ShardSequence(1, 1, 1),
          new TopicRecord("key".getBytes(UTF_8), bytes(2 * MIB), headers, 1));
      writer.commit();
    }
    assertThat(header(only("once"), "tidemark.original_size"), is(Integer.toString(2 * MIB)));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private ConsumerRecord<byte[], byte[]> only(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<ConsumerRecord<byte[], byte[]>> records =
          consumer.poll(Duration.ofSeconds(20)).records(partition);
      assertThat(records.size(), is(1));
      return records.get(0);
    }
  }
}
