package io.tidemark.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What a run has published to its topics so far.
 *
 * @param bootstrapServers the broker
 * @param prefix the first part of the names of the topics
 */
public record Published(String bootstrapServers, String prefix) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * What is left of a changelog after its envelopes were applied in order.
   *
   * @param rows the rows by {@link TableRows#id}, with the columns of the tables
   * @param broken a line for each envelope that does not follow from those before it
   */
  public record Consolidated(Map<String, Map<String, Object>> rows, List<String> broken) {}

  /** Returns the dead letters by id; of several with one id, the last. */
  public Map<String, Letter> deadLetters() {
    Map<String, Letter> letters = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read("dead-letters")) {
      Letter letter = Letter.of(record);
      letters.put(letter.fact("id"), letter);
    }
    return letters;
  }

  /** Returns what is left of the changelog of a stream. */
  public Consolidated changes(String stream) throws IOException {
    Map<String, JsonNode> rowsByKey = new LinkedHashMap<>();
    List<String> broken = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : read(stream)) {
      String key = new String(record.key(), StandardCharsets.UTF_8);
      if (record.value() == null) {
        check(!rowsByKey.containsKey(key), broken, "tombstone for a row that stands: ", key);
      } else {
        apply(key, JSON.readTree(record.value()), rowsByKey, broken);
      }
    }
    Map<String, Map<String, Object>> rows = new TreeMap<>();
    rowsByKey.values().forEach(row -> rows.put(TableRows.id(cells(row)), cells(row)));
    return new Consolidated(rows, broken);
  }

  /** Returns the number of records of a topic. */
  public int size(String stream) {
    return read(stream).size();
  }

  /** Returns the timings of all panes that a changelog has ever stated. */
  public Set<String> panes(String stream) throws IOException {
    Set<String> panes = new TreeSet<>();
    for (ConsumerRecord<byte[], byte[]> record : read(stream)) {
      if (record.value() != null) {
        panes.add(JSON.readTree(record.value()).path("after").path("pane").asText("none"));
      }
    }
    return panes;
  }

  private static void apply(
      String key, JsonNode envelope, Map<String, JsonNode> rowsByKey, List<String> broken) {
    JsonNode before = envelope.get("before");
    JsonNode after = envelope.get("after");
    JsonNode current = rowsByKey.get(key);
    String op = before.isNull() ? "c" : after.isNull() ? "d" : "u";
    check(envelope.get("op").asText().equals(op), broken, "wrong op in ", envelope);
    check(
        Objects.equals(before.isNull() ? null : before, current),
        broken,
        "before is not what stood, " + current + ", in ",
        envelope);
    if (after.isNull()) {
      rowsByKey.remove(key);
    } else {
      rowsByKey.put(key, after);
    }
  }

  private static void check(boolean holds, List<String> broken, String message, Object what) {
    if (!holds) {
      broken.add(message + what);
    }
  }

  private static Map<String, Object> cells(JsonNode row) {
    Map<String, Object> cells = new LinkedHashMap<>();
    row.fields().forEachRemaining(field -> cells.put(field.getKey(), cell(field.getKey(), field)));
    return cells;
  }

  private static Object cell(String column, Map.Entry<String, JsonNode> field) {
    JsonNode value = field.getValue();
    if (value.isNull() || value.isObject()) {
      return value.isNull() ? null : value;
    }
    if (column.startsWith("window_") || column.equals("updated_at")) {
      return Instant.parse(value.asText()).toEpochMilli();
    }
    return value.isTextual()
        ? value.asText()
        : value.isIntegralNumber() ? (Object) value.asLong() : (Object) value.asDouble();
  }

  /**
   * Returns all records of a topic up to its present end, without those of open or aborted
   * transactions.
   */
  private List<ConsumerRecord<byte[], byte[]>> read(String stream) {
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "auto.offset.reset",
            "earliest",
            "isolation.level",
            "read_committed");
    List<TopicPartition> partitions =
        IntStream.range(0, StreamRun.PARTITIONS)
            .mapToObj(p -> new TopicPartition(prefix + "." + stream, p))
            .toList();
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return records;
  }
}
