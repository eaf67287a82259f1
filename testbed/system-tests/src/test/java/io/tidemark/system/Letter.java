package io.tidemark.system;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A dead letter as text. It is equal whether it was read from the table or from the topic.
 *
 * @param facts the columns of the table, or the headers of the record, by the names of the columns
 * @param originalHex the original bytes in hexadecimal digits
 */
record Letter(Map<String, String> facts, String originalHex) {
  private static final Pattern MISSED = Pattern.compile("allowed lateness of (.*): the watermark");
  private static final String QUERY =
      """
      select id, reason, step, error, event_time, topic, partition::text, "offset"::text,
        retry_count::text, processor_instance, original_event from dead_letter
      """;

  /** Returns all dead letters of the table, by id. */
  static Map<String, Letter> of(Connection connection) throws SQLException {
    Map<String, Letter> letters = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(QUERY)) {
      while (rows.next()) {
        Letter letter = of(rows);
        letters.put(letter.fact("id"), letter);
      }
    }
    return letters;
  }

  private static Letter of(ResultSet rows) throws SQLException {
    Map<String, String> facts = new TreeMap<>();
    for (int i = 1; i < rows.getMetaData().getColumnCount(); i++) {
      String name = rows.getMetaData().getColumnName(i);
      if (name.equals("event_time")) {
        OffsetDateTime time = rows.getObject(i, OffsetDateTime.class);
        if (time != null) {
          facts.put(name, time.toInstant().toString());
        }
      } else {
        facts.put(name, rows.getString(i));
      }
    }
    return new Letter(facts, HexFormat.of().formatHex(rows.getBytes("original_event")));
  }

  /** Returns the dead letter in a record of the topic. */
  static Letter of(ConsumerRecord<byte[], byte[]> record) {
    Map<String, String> facts = new TreeMap<>();
    for (Header header : record.headers()) {
      String name = header.key().substring("tidemark.".length());
      String text = new String(header.value(), StandardCharsets.UTF_8);
      facts.put(name, name.equals("event_time") ? Instant.parse(text).toString() : text);
    }
    return new Letter(facts, HexFormat.of().formatHex(record.value()));
  }

  String fact(String name) {
    return facts.get(name);
  }

  /**
   * Returns the dead letter without the process that wrote it: after a crash another process may
   * have written it once more.
   */
  Letter anonymous() {
    Map<String, String> others = new TreeMap<>(facts);
    others.remove("processor_instance");
    return new Letter(others, originalHex);
  }

  String place() {
    return Sent.place(
        fact("topic"), Integer.parseInt(fact("partition")), Long.parseLong(fact("offset")));
  }

  /**
   * Returns the windowings that the event was too late for; none if it was set aside for its
   * content.
   */
  Set<String> missed() {
    Matcher matcher = MISSED.matcher(fact("error"));
    return matcher.find() ? Set.of(matcher.group(1).split(", ")) : Set.of();
  }
}
