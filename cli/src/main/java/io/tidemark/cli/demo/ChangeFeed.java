package io.tidemark.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics that the pipeline publishes to, from their beginning, on a thread of its own. */
final class ChangeFeed implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final long CLOSE_MILLIS = 5_000;

  private final ObjectMapper json = new ObjectMapper();
  private final String servers;
  private final Map<String, Listener> listeners;
  private final Thread thread = new Thread(this::run, "changes");
  private volatile boolean stopped;
  private volatile Exception failure;

  /** Takes the records of one topic. */
  interface Listener {
    /** Takes a record; the value is null where it is a tombstone. */
    void on(JsonNode key, JsonNode value);
  }

  private ChangeFeed(String servers, Map<String, Listener> listeners) {
    this.servers = servers;
    this.listeners = listeners;
  }

  /**
   * Starts to read.
   *
   * @param listeners by topic, each of which exists
   */
  static ChangeFeed start(String servers, Map<String, Listener> listeners) {
    ChangeFeed feed = new ChangeFeed(servers, listeners);
    feed.thread.setDaemon(true);
    feed.thread.start();
    return feed;
  }

  private void run() {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", servers, "enable.auto.commit", "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          listeners.keySet().stream()
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!stopped) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) throws IOException {
    JsonNode value = record.value() == null ? null : json.readTree(record.value());
    listeners.get(record.topic()).on(json.readTree(record.key()), value);
  }

  /** Throws if reading has failed. */
  void check() {
    if (failure != null) {
      throw new IllegalStateException("the published changes cannot be read", failure);
    }
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
