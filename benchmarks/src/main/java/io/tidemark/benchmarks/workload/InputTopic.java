package io.tidemark.benchmarks.workload;

import io.tidemark.servers.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic filled once with the events of a workload, and the truth about them. */
public final class InputTopic {
  static final int PARTITIONS = 4;

  private InputTopic() {}

  /** Where the same events are partitioned by key. */
  public static String keyed(String topic) {
    return topic + "-keyed";
  }

  /** Fills the topic; events of one key are spread over all partitions. */
  public static void fill(EmbeddedKafka kafka, String topic, Workload workload) {
    fill(kafka, topic, workload, (number, key) -> (int) (number % PARTITIONS));
  }

  /** Fills the topic {@link #keyed}. */
  public static void fillKeyed(EmbeddedKafka kafka, String topic, Workload workload) {
    fill(kafka, keyed(topic), workload, (number, key) -> Math.floorMod(key.hashCode(), PARTITIONS));
  }

  private interface Partitioner {
    int partition(long number, String key);
  }

  private static void fill(
      EmbeddedKafka kafka, String topic, Workload workload, Partitioner partitioner) {
    kafka.createTopic(topic, PARTITIONS);
    Traffic traffic = new Traffic(workload.input());
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 20, "batch.size", 1 << 18);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long number = 0; number < workload.input().events(); number++) {
        Traffic.Event event = traffic.event(number);
        send(producer, topic, partitioner.partition(number, event.key()), event);
      }
      for (int partition = 0; partition < PARTITIONS; partition++) {
        send(producer, topic, partition, traffic.end(partition));
      }
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String topic, int partition, Traffic.Event event) {
    byte[] key = event.key().getBytes(StandardCharsets.UTF_8);
    producer.send(new ProducerRecord<>(topic, partition, key, event.json()));
  }

  public static Truth truth(Workload workload) {
    Traffic traffic = new Traffic(workload.input());
    ReferenceModel fold = new ReferenceModel(workload);
    for (long number = 0; number < workload.input().events(); number++) {
      fold.add(traffic.event(number).json());
    }
    return Truth.of(fold);
  }
}
