package io.tidemark.benchmarks.peers;

import io.tidemark.cli.server.EmbeddedKafka;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A topic filled once with the events of a workload, and the truth about them. */
final class InputTopic {
  static final int PARTITIONS = 4;

  private InputTopic() {}

  static void fill(EmbeddedKafka kafka, String topic, Workload workload) {
    kafka.createTopic(topic, PARTITIONS);
    Traffic traffic = new Traffic(workload.input());
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 20, "batch.size", 1 << 18);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (long number = 0; number < workload.input().events(); number++) {
        int partition = (int) (number % PARTITIONS);
        producer.send(new ProducerRecord<>(topic, partition, null, traffic.event(number)));
      }
      for (int partition = 0; partition < PARTITIONS; partition++) {
        byte[] end = traffic.end(partition, workload.longestWindow());
        producer.send(new ProducerRecord<>(topic, partition, null, end));
      }
    }
  }

  static Truth truth(Workload workload) {
    Traffic traffic = new Traffic(workload.input());
    Fold fold = new Fold(workload);
    for (long number = 0; number < workload.input().events(); number++) {
      fold.add(traffic.event(number));
    }
    return Truth.of(fold);
  }
}
