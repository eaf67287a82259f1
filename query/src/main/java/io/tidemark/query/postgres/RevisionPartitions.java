package io.tidemark.query.postgres;

import io.tidemark.query.row.Stream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The partitions of a history, a day each. A page of windows has its revisions in one or two of
 * them; which, is known of those that are closed, so that each step of the scan does not go down
 * the indexes of all.
 *
 * <p>They are named by their bounds, not as tables: whoever may read the table need not have the
 * right to read its partitions.
 */
final class RevisionPartitions {

  private static final Pattern DAY = Pattern.compile("_d([0-9]{8})$");

  /** The newest that may still be written to: of yesterday, today and tomorrow. */
  private static final int OPEN = 3;

  /** Grows by some entries a day. */
  private final Map<Closed, Span> spans = new ConcurrentHashMap<>();

  private record Closed(Stream stream, Recorded partition) {}

  /** The first and the last start of its windows, in milliseconds since the epoch. */
  private record Span(long first, long last) {
    static final Span ANY = new Span(Long.MIN_VALUE, Long.MAX_VALUE);
    static final Span NONE = new Span(Long.MAX_VALUE, Long.MIN_VALUE);
  }

  /**
   * When the revisions of a partition were recorded, as conditions of SQL have it.
   *
   * @param begin inclusive; the epoch for the one of all times before 2020
   * @param bounds conditions on {@code recorded_at}
   */
  record Recorded(Instant begin, String bounds) {

    static Recorded of(String partition) {
      Matcher day = DAY.matcher(partition);
      if (day.find()) {
        Instant begin =
            LocalDate.parse(day.group(1), DateTimeFormatter.BASIC_ISO_DATE)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        Instant end = begin.plus(1, ChronoUnit.DAYS);
        return new Recorded(
            begin, "recorded_at >= '" + begin + "' AND recorded_at < '" + end + "'");
      }
      return partition.endsWith("_before_2020")
          ? new Recorded(Instant.EPOCH, "recorded_at < '2020-01-06 00:00Z'")
          : new Recorded(
              Instant.parse("2100-01-04T00:00:00Z"), "recorded_at >= '2100-01-04 00:00Z'");
    }

    /** Returns when it begins, in microseconds since the epoch. */
    long beginMicros() {
      return ChronoUnit.MICROS.between(Instant.EPOCH, begin);
    }
  }

  /** Returns the partitions. */
  static List<Recorded> of(Connection connection, Stream stream, Duration timeout)
      throws SQLException {
    return Database.ask(
        connection,
        new Sql()
            .add("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid")
            .add(" WHERE i.inhparent = ?::regclass ORDER BY 1", stream.revisionTable()),
        timeout,
        rows -> {
          List<Recorded> partitions = new ArrayList<>();
          while (rows.next()) {
            partitions.add(Recorded.of(rows.getString(1)));
          }
          return partitions;
        });
  }

  /**
   * Returns those that may have revisions of windows that start in a range, recorded by a moment.
   *
   * @param from least start of a window, in milliseconds since the epoch
   * @param to start that all are before
   */
  List<Recorded> having(
      Connection connection, Stream stream, long from, long to, long asOfMicros, Duration timeout)
      throws SQLException {
    List<Recorded> all = of(connection, stream, timeout);
    List<Recorded> closed = all.subList(0, Math.max(0, all.size() - OPEN));
    learn(connection, stream, closed, timeout);
    List<Recorded> having = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      Recorded partition = all.get(i);
      Span span = i < closed.size() ? spans.get(new Closed(stream, partition)) : Span.ANY;
      if (partition.beginMicros() <= asOfMicros && span.first() < to && span.last() >= from) {
        having.add(partition);
      }
    }
    return having;
  }

  private void learn(Connection connection, Stream stream, List<Recorded> closed, Duration timeout)
      throws SQLException {
    List<Recorded> unknown =
        closed.stream().filter(one -> !spans.containsKey(new Closed(stream, one))).toList();
    if (unknown.isEmpty()) {
      return;
    }
    Sql sql = new Sql();
    for (int i = 0; i < unknown.size(); i++) {
      sql.add(i == 0 ? "" : " UNION ALL ")
          .add("SELECT " + i + ", " + millis("min") + ", " + millis("max"))
          .add(" FROM " + stream.revisionTable() + " WHERE " + unknown.get(i).bounds());
    }
    Database.ask(
        connection,
        sql,
        timeout,
        rows -> {
          while (rows.next()) {
            long first = rows.getLong(2);
            Span span = rows.wasNull() ? Span.NONE : new Span(first, rows.getLong(3));
            spans.put(new Closed(stream, unknown.get(rows.getInt(1))), span);
          }
          return null;
        });
  }

  private static String millis(String bound) {
    return "floor(extract(epoch FROM " + bound + "(window_start)) * 1000)::int8";
  }
}
