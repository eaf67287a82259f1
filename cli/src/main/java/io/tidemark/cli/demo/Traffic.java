package io.tidemark.cli.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.Generator;
import io.tidemark.traffic.generate.GeneratorSettings;
import io.tidemark.traffic.generate.InjectedCounts;
import io.tidemark.traffic.generate.Kind;
import io.tidemark.traffic.output.KafkaWriter;
import io.tidemark.traffic.output.Pacer;
import io.tidemark.traffic.output.Speed;
import io.tidemark.traffic.output.TopicRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Sends generated events to Kafka in real time, on a thread of its own, until it is stopped. */
final class Traffic {
  private final Generator generator;
  private final KafkaWriter writer;
  private final Pacer pacer = new Pacer(new Speed(1));
  private final InjectedCounts sent = new InjectedCounts();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread = new Thread(this::run, "traffic");
  private final Queue<TopicRecord> extra = new ConcurrentLinkedQueue<>();
  private volatile boolean stopped;

  private Traffic(GeneratorSettings settings, KafkaWriter writer) {
    this.generator = new Generator(settings);
    this.writer = writer;
  }

  /** Connects, and starts to send. */
  static Traffic start(String bootstrapServers, int partitions, long seed) throws IOException {
    Properties properties = new Properties();
    properties.put("bootstrap.servers", bootstrapServers);
    KafkaWriter writer = KafkaWriter.open(properties, partitions);
    Traffic traffic = new Traffic(DemoSettings.events(seed, Instant.now()), writer);
    traffic.thread.setDaemon(true);
    traffic.thread.start();
    return traffic;
  }

  private void run() {
    try (writer) {
      while (!stopped) {
        sendExtra();
        Generated record = generator.next();
        pacer.await(record.arrivalMillis());
        writer.write(TopicRecord.of(record));
        sent.add(record.feed(), record.kind());
      }
    } catch (IOException | RuntimeException e) {
      ended.completeExceptionally(e);
      return;
    }
    ended.complete(null);
  }

  private void sendExtra() throws IOException {
    for (TopicRecord record = extra.poll(); record != null; record = extra.poll()) {
      writer.write(record);
      sent.add(record.feed(), Kind.STRAGGLER);
    }
  }

  /**
   * Sends one event of a request more, whose time has passed: the first chance is the next
   * generated event. Nothing is sent after {@link #stop()}.
   */
  void sendLate(WindowStory.LateEvent event) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    request.put("type", "performance_metrics").put("id", UUID.randomUUID().toString());
    request.put("timestamp", event.time().toString());
    request.put("request_id", UUID.randomUUID().toString());
    request.put("model", event.model()).put("region", event.region());
    request.put("latency_ms", 2_500).put("input_tokens", 900).put("output_tokens", 210);
    request.put("cost", 0.25).put("quality_score", 0.9);
    extra.add(
        new TopicRecord(
            Feed.PERFORMANCE,
            "",
            request.toString().getBytes(StandardCharsets.UTF_8),
            event.time().toEpochMilli()));
  }

  /** Returns what has been sent so far; it continues to count. */
  InjectedCounts sent() {
    return sent;
  }

  /** Throws if sending has failed. */
  void check() {
    if (ended.isCompletedExceptionally()) {
      ended.join();
    }
  }

  /**
   * Stops, and returns when the broker has stored the last record; throws if sending has failed.
   */
  void stop() {
    stopped = true;
    ended.join();
  }
}
