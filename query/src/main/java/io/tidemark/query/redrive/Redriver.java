package io.tidemark.query.redrive;

import io.tidemark.query.postgres.Database;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on the redrive that runs, in a thread of its own: publishes, and then marks. After a crash
 * in between, the letters of one batch are published again; the job counts an event once.
 *
 * <p>Of several processes one works, and another takes over some seconds after it has fallen
 * silent; so a redrive goes on after a restart.
 */
public final class Redriver implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Redriver.class);

  private static final long PAUSE_MILLIS = 500;

  private static final int BATCH = 100;

  private final RedriveTable table;
  private final Map<String, Object> kafka;
  private final Thread worker;
  private Producer<byte[], byte[]> producer;
  private volatile boolean isClosed;

  /**
   * Creates it; {@link #start} begins.
   *
   * @param kafka properties of a client of the brokers of the input topics, at least {@code
   *     bootstrap.servers}
   */
  public Redriver(Database database, Map<String, Object> kafka) {
    this.table = new RedriveTable(database);
    this.kafka = Map.copyOf(kafka);
    this.worker = new Thread(this::work, "redrive");
    worker.setDaemon(true);
  }

  /** Begins to look for redrives. */
  public void start() {
    worker.start();
  }

  private void work() {
    while (!isClosed) {
      try {
        Optional<String> id = table.takeUp();
        if (id.isPresent()) {
          redrive(id.get());
        }
      } catch (RuntimeException e) {
        // Whatever it is, the redrive stays, and is gone on with when it is over.
        LOG.warn("redrive: {}", e.getMessage());
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
  }

  private void redrive(String id) {
    LOG.info("redrive {} is worked on", id);
    int rate = table.find(id).orElseThrow().ratePerSecond();
    String error = null;
    while (table.beat(id, error)) {
      if (isClosed) {
        table.letGo(id);
        return;
      }
      List<RedriveTable.Item> items = table.waiting(id, Math.min(BATCH, rate));
      if (items.isEmpty()) {
        table.end(id, "done");
        LOG.info("redrive {} is done", id);
        return;
      }
      long began = System.nanoTime();
      error = publish(id, items);
      long due = began + items.size() * 1_000_000_000L / rate;
      pauseUntil(error == null ? due : began + 1_000_000_000L);
    }
    LOG.info("redrive {} was ended from outside", id);
  }

  private static void pauseUntil(long nanos) {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      LockSupport.parkNanos(left);
    }
  }

  /** Returns what is in the way of what was not published; null for nothing. */
  private String publish(String id, List<RedriveTable.Item> items) {
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    for (RedriveTable.Item item : items) {
      sent.add(item.original() == null ? null : producer().send(record(id, item)));
    }
    String error = null;
    for (int i = 0; i < items.size(); i++) {
      String letter = items.get(i).letterId();
      if (sent.get(i) == null) {
        table.mark(id, letter, "gone", "the table does not have it any more");
        continue;
      }
      try {
        sent.get(i).get();
        table.mark(id, letter, "published", null);
      } catch (ExecutionException e) {
        if (isLasting(e.getCause()) || isTopicMissing(e.getCause(), items.get(i).topic())) {
          table.mark(id, letter, "failed", String.valueOf(e.getCause().getMessage()));
        } else {
          error = String.valueOf(e.getCause().getMessage());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return "interrupted";
      }
    }
    return error;
  }

  private static boolean isLasting(Throwable cause) {
    return cause instanceof RecordTooLargeException
        || cause instanceof InvalidTopicException
        || cause instanceof UnknownTopicOrPartitionException
        || cause instanceof AuthorizationException;
  }

  /** A producer says of a topic that is not there, and of a broker that is away, the same. */
  private boolean isTopicMissing(Throwable cause, String topic) {
    if (!(cause instanceof TimeoutException)) {
      return false;
    }
    try (Admin admin = Admin.create(kafka)) {
      admin.describeTopics(List.of(topic)).allTopicNames().get(5, TimeUnit.SECONDS);
      return false;
    } catch (ExecutionException e) {
      return e.getCause() instanceof UnknownTopicOrPartitionException;
    } catch (java.util.concurrent.TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ProducerRecord<byte[], byte[]> record(String id, RedriveTable.Item item) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(item.topic(), item.original());
    record.headers().add("tidemark.redrive.id", utf8(id));
    record.headers().add("tidemark.redrive.of", utf8(item.letterId()));
    record.headers().add("tidemark.retry_count", utf8(Integer.toString(item.attempt())));
    return record;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, Object> producerProperties() {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 6_000);
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "tidemark-redrive");
    return properties;
  }

  private Producer<byte[], byte[]> producer() {
    if (producer == null) {
      producer = new KafkaProducer<>(producerProperties());
    }
    return producer;
  }

  /** Ends after the batch that is being published; the redrive is left to another process. */
  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(worker);
    try {
      worker.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (producer != null && !worker.isAlive()) {
      producer.close();
    }
  }
}
