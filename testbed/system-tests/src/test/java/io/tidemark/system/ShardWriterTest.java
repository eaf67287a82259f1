package io.tidemark.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.checkpoint.ShardSequence;
import io.tidemark.pipelines.sink.kafka.client.KafkaConfig;
import io.tidemark.pipelines.sink.kafka.client.TopicRecord;
import io.tidemark.pipelines.sink.kafka.exactlyonce.ShardWriter;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Attempts of a job that follow or overtake one another, on a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShardWriterTest {
  private static final int SHARD = 7;

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

  private ShardWriter attempt(String topic) throws IOException {
    return ShardWriter.open(topic, SHARD, config);
  }

  private static boolean publish(ShardWriter writer, long sequence, String value)
      throws IOException {
    TopicRecord record =
        new TopicRecord("key".getBytes(UTF_8), value.getBytes(UTF_8), List.of(), 10);
    return writer.publish(new ShardSequence(10, sequence + 1, sequence + 1), record);
  }

  @Test
  void whatWasCommittedIsNotPublishedAgain() throws Exception {
    kafka.createTopic("committed", 1);
    try (ShardWriter killed = attempt("committed")) {
      assertThat(publish(killed, 0, "a"), is(true));
      assertThat(publish(killed, 1, "b"), is(true));
      killed.commit();
    }
    try (ShardWriter next = attempt("committed")) {
      assertThat(publish(next, 0, "a"), is(false));
      assertThat(publish(next, 1, "b"), is(false));
      assertThat(publish(next, 2, "c"), is(true));
      next.commit();
    }
    assertThat(committed("committed"), contains("a", "b", "c"));
  }

  @Test
  void aTransactionLeftOpenIsAbortedAndItsAttemptFencedOff() throws Exception {
    kafka.createTopic("open", 1);
    try (ShardWriter zombie = attempt("open")) {
      publish(zombie, 0, "a");
      try (ShardWriter next = attempt("open")) {
        assertThat(publish(next, 0, "a"), is(true));
        next.commit();
      }
      publish(zombie, 1, "b");
      assertThrows(IOException.class, zombie::commit);
    }
    assertThat(committed("open"), contains("a"));
  }

  /** Returns the records up to the last stable offset, without those of an open transaction. */
  private List<String> committed(String topic) {
    TopicPartition partition = new TopicPartition(topic, 0);
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (consumer.position(partition) < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
