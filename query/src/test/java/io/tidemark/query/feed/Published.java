package io.tidemark.query.feed;

import io.tidemark.query.row.Pane;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.Stream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Records as the job publishes them, with few columns. */
public final class Published {
  private Published() {}

  /** Returns the published columns of a row. */
  public static String row(RowKey key, Pane pane, long events, long updatedMillis) {
    return "{\"key\":\"%s\",\"window_start\":\"%s\",\"window_end\":\"%s\",\"pane\":\"%s\",\"pane_index\":%d,\"events\":%d,\"computation\":\"c0ffee00\",\"updated_at\":\"%s\"}"
        .formatted(
            key.key(),
            time(key.start()),
            time(key.end()),
            pane,
            events,
            events,
            time(updatedMillis));
  }

  /** Returns a row of some 600 bytes, as those of performance windows are. */
  public static String longRow(RowKey key, Pane pane, long events, long updatedMillis) {
    String row = row(key, pane, events, updatedMillis);
    StringBuilder more = new StringBuilder(row).deleteCharAt(row.length() - 1);
    for (int i = 0; more.length() < 580; i++) {
      more.append(",\"figure_").append(i).append("\":").append(events * 1.25 + i);
    }
    return more.append('}').toString();
  }

  /** Returns the change event that replaces one row by another; either may be null. */
  public static String envelope(@Nullable String before, @Nullable String after, long version) {
    String op = before == null ? "c" : after == null ? "d" : "u";
    return "{\"before\":%s,\"after\":%s,\"op\":\"%s\",\"ts_ms\":%d,\"source\":{\"version\":\"1\",\"name\":\"tidemark\",\"sequence\":\"%d\",\"table\":\"t\"}}"
        .formatted(before, after, op, version / 1000, version);
  }

  /** Returns a record of a changelog topic; a null value is a tombstone. */
  public static ProducerRecord<byte[], byte[]> record(
      String prefix, Stream stream, RowKey key, @Nullable String value) {
    String metric = stream == Stream.ANOMALIES ? "\"metric\":\"" + key.metric() + "\"," : "";
    String primaryKey =
        "{\"key\":\"%s\",%s\"window_start\":\"%s\",\"window_end\":\"%s\"}"
            .formatted(key.key(), metric, time(key.start()), time(key.end()));
    return new ProducerRecord<>(
        stream.topic(prefix), utf8(primaryKey), value == null ? null : utf8(value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String time(long millis) {
    String text = Instant.ofEpochMilli(millis).toString();
    return text.contains(".") ? text : text.replace("Z", ".000Z");
  }
}
