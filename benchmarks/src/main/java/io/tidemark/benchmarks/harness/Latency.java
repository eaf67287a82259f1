package io.tidemark.benchmarks.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.Workload;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How long after an event what it causes stands in the output topic, by the broker's clock, under a
 * steady load: of critical events, the first pane of a sliding window that counts them; and of the
 * first event of a fixed window of a series, the window's first early pane.
 *
 * <pre>benchmarks/run latency [--rate=10000] [--seconds=300]</pre>
 *
 * <p>The first half minute does not count: the job is being compiled.
 */
public final class Latency {
  private static final String EVENTS = "events";
  private static final int PARTITIONS = 4;
  private static final int CRITICAL_PER_SECOND = 20;
  private static final int CRITICAL_SERIES = 100;
  private static final long NOT_CRITICAL = -1;
  private static final double CRITICAL_LATENCY_MS = 100_000;
  private static final String CRITICAL = "critical-";
  private static final int SERIES = 32;
  private static final Duration WINDOW = Duration.ofMinutes(5);
  private static final Duration COMPILING = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * When the critical event of this number in its series, or the first event of a series and fixed
   * window, was appended.
   */
  private final Map<String, Long> appended = new ConcurrentHashMap<>();

  private final Map<String, Long> told = new ConcurrentHashMap<>();
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private volatile boolean done;

  private Latency() {}

  /** Options as {@code --name=value}: events per second, and for how many seconds. */
  public static void main(String[] args) throws Exception {
    List<String> words = new ArrayList<>();
    Map<String, String> options =
        Arguments.parse(args, Map.of("rate", "10000", "seconds", "300"), words);
    int rate = Integer.parseInt(options.get("rate"));
    int seconds = Integer.parseInt(options.get("seconds"));
    if (!words.isEmpty() || rate < CRITICAL_PER_SECOND || seconds <= COMPILING.toSeconds()) {
      throw new IllegalArgumentException(
          "given "
              + String.join(" ", args)
              + "; allowed are --rate from "
              + CRITICAL_PER_SECOND
              + " events/s on and --seconds above "
              + COMPILING.toSeconds());
    }
    System.out.println(Machine.facts());
    try (WorkDirectory directory = WorkDirectory.create();
        EmbeddedKafka kafka = EmbeddedKafka.start(directory)) {
      new Latency().run(kafka, directory, rate, seconds);
    }
  }

  private void run(EmbeddedKafka kafka, WorkDirectory directory, int rate, int seconds)
      throws Exception {
    Workload workload =
        new Workload(
            "latency",
            new Workload.Input(Workload.Kind.REQUEST, 1, SERIES, 0, 0, Duration.ofSeconds(seconds)),
            WINDOW,
            Duration.ofMinutes(15),
            Duration.ofMinutes(1));
    Run run =
        new Run(
            workload,
            kafka.bootstrapServers(),
            EVENTS,
            "latency",
            null,
            directory.path().resolve("latency").toString());
    createTopics(kafka, run);
    try (WorkerProcess worker = WorkerProcess.start(SystemUnderTest.OURS, "2g", directory.path())) {
      worker.ask(new Worker.Start(run), Boolean.class);
      Thread reader = new Thread(() -> read(kafka, run), "results");
      reader.start();
      send(kafka, rate, seconds);
      awaitAll();
      done = true;
      reader.join();
      if (failure.get() != null) {
        throw failure.get();
      }
    }
    report(rate, seconds);
  }

  private static void createTopics(EmbeddedKafka kafka, Run run) throws Exception {
    Map<String, String> brokerTime = Map.of("message.timestamp.type", "LogAppendTime");
    try (Admin admin = kafka.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(EVENTS, PARTITIONS, (short) 1).configs(brokerTime),
                  new NewTopic(run.fixedTopic(), 2, (short) 1).configs(brokerTime),
                  new NewTopic(run.slidingTopic(), 2, (short) 1).configs(brokerTime)))
          .all()
          .get();
    }
  }

  private void send(EmbeddedKafka kafka, int rate, int seconds) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 1);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      long start = System.nanoTime();
      long every = rate / CRITICAL_PER_SECOND;
      for (long number = 0; number < (long) rate * seconds; number++) {
        long due = start + number * 1_000_000_000L / rate;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(500_000);
        }
        send(producer, number, number % every == 0 ? number / every : NOT_CRITICAL);
      }
    }
  }

  private void send(KafkaProducer<byte[], byte[]> producer, long number, long nthCritical) {
    Instant time = Instant.ofEpochMilli(System.currentTimeMillis());
    long random = new SplittableRandom(number).nextLong();
    boolean critical = nthCritical != NOT_CRITICAL;
    String model =
        critical
            ? CRITICAL + nthCritical % CRITICAL_SERIES
            : "model-" + Math.floorMod(random, SERIES);
    double latency = critical ? CRITICAL_LATENCY_MS : 100 + Math.floorMod(random, 9_000);
    byte[] json =
        String.format(
                Locale.ROOT,
                "{\"type\":\"performance_metrics\",\"id\":\"%d\",\"timestamp\":\"%s\","
                    + "\"request_id\":\"r-%d\",\"model\":\"%s\",\"region\":\"eu\","
                    + "\"latency_ms\":%.1f,\"input_tokens\":900,\"output_tokens\":210,"
                    + "\"cost\":0.0123}",
                number,
                time,
                number,
                model,
                latency)
            .getBytes(StandardCharsets.UTF_8);
    String what =
        critical
            ? count(model, nthCritical / CRITICAL_SERIES + 1)
            : window(model, time.toEpochMilli());
    producer.send(
        new ProducerRecord<>(EVENTS, (int) (number % PARTITIONS), null, json),
        (metadata, e) -> {
          if (e != null) {
            failure.compareAndSet(null, e);
          } else {
            appended.merge(what, metadata.timestamp(), Math::min);
          }
        });
  }

  /** What a pane that counts so many says; the windows of a run's first minutes count all. */
  private static String count(String model, long events) {
    return model + " " + events;
  }

  private static String window(String model, long millis) {
    return model + " " + Math.floorDiv(millis, WINDOW.toMillis());
  }

  private void read(EmbeddedKafka kafka, Run run) {
    try (KafkaConsumer<byte[], byte[]> consumer = ResultTopics.consumer(kafka)) {
      consumer.assign(
          List.of(
              new TopicPartition(run.fixedTopic(), 0),
              new TopicPartition(run.fixedTopic(), 1),
              new TopicPartition(run.slidingTopic(), 0),
              new TopicPartition(run.slidingTopic(), 1)));
      while (!done) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          JsonNode row = JSON.readTree(record.value()).path("after");
          String model = row.path("model").asText();
          boolean isSliding = record.topic().equals(run.slidingTopic());
          if (isSliding == model.startsWith(CRITICAL)) {
            long start = Instant.parse(row.path("window_start").asText()).toEpochMilli();
            String what =
                isSliding ? count(model, row.path("events").asLong()) : window(model, start);
            told.merge(what, record.timestamp(), Math::min);
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  private void awaitAll() throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (!told.keySet().containsAll(appended.keySet())) {
      if (failure.get() != null || System.nanoTime() > giveUp) {
        return;
      }
      Thread.sleep(100);
    }
  }

  private void report(int rate, int seconds) {
    long start = appended.values().stream().mapToLong(Long::longValue).min().orElse(0);
    long middle = start + seconds * 500L;
    List<Long> critical = new ArrayList<>();
    List<Long> firstHalf = new ArrayList<>();
    List<Long> secondHalf = new ArrayList<>();
    List<Long> early = new ArrayList<>();
    int missing = 0;
    for (Map.Entry<String, Long> event : appended.entrySet()) {
      Long seen = told.get(event.getKey());
      if (seen == null) {
        missing++;
      } else if (event.getValue() >= start + COMPILING.toMillis()) {
        long latency = seen - event.getValue();
        if (event.getKey().startsWith(CRITICAL)) {
          critical.add(latency);
          (event.getValue() < middle ? firstHalf : secondHalf).add(latency);
        } else {
          early.add(latency);
        }
      }
    }
    System.out.printf(
        Locale.ROOT, "%,d events/s for %d s; never told: %d%n", rate, seconds, missing);
    print("critical pane", critical);
    print("  first half", firstHalf);
    print("  second half", secondHalf);
    print("first early pane of a window", early);
  }

  private static void print(String what, List<Long> millis) {
    if (millis.isEmpty()) {
      System.out.println(what + ": none");
      return;
    }
    millis.sort(null);
    System.out.printf(
        Locale.ROOT,
        "%s: p50 %d ms, p99 %d ms, at most %d ms (%,d)%n",
        what,
        rank(millis, 0.5),
        rank(millis, 0.99),
        rank(millis, 1),
        millis.size());
  }

  private static long rank(List<Long> sorted, double q) {
    return sorted.get((int) Math.ceil(q * sorted.size()) - 1);
  }
}
