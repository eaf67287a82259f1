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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The partitions of a history, a day each. A page of windows has its revisions in one or two of
 * them; which, is asked first, so that each step of the scan does not go down the indexes of all.
 */
final class RevisionPartitions {

  private static final Pattern DAY = Pattern.compile("_d([0-9]{8})\"?$");

  private RevisionPartitions() {}

  /** Returns the names of the partitions, as SQL has them, oldest first. */
  static List<String> of(Connection connection, Stream stream, Duration timeout)
      throws SQLException {
    return Database.ask(
        connection,
        new Sql()
            .add("SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)")
            .add(" FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid")
            .add(" JOIN pg_namespace n ON n.oid = c.relnamespace")
            .add(" WHERE i.inhparent = ?::regclass ORDER BY c.relname", stream.revisionTable()),
        timeout,
        rows -> {
          List<String> names = new ArrayList<>();
          while (rows.next()) {
            names.add(rows.getString(1));
          }
          return names;
        });
  }

  /** Returns when the day of a partition begins; the epoch for one that is not a day's. */
  static Instant begin(String name) {
    Matcher day = DAY.matcher(name);
    return day.find()
        ? LocalDate.parse(day.group(1), DateTimeFormatter.BASIC_ISO_DATE)
            .atStartOfDay(ZoneOffset.UTC)
            .toInstant()
        : Instant.EPOCH;
  }

  /**
   * Returns those that have revisions of windows that start in a range, recorded by a moment.
   *
   * @param range conditions on the rows, which begin with {@code AND}
   */
  static List<String> having(
      Connection connection, Stream stream, Sql range, long asOfMicros, Duration timeout)
      throws SQLException {
    List<String> candidates =
        of(connection, stream, timeout).stream()
            .filter(name -> ChronoUnit.MICROS.between(Instant.EPOCH, begin(name)) <= asOfMicros)
            .toList();
    if (candidates.size() <= 1) {
      return candidates;
    }
    Sql sql = new Sql();
    for (int i = 0; i < candidates.size(); i++) {
      sql.add(i == 0 ? "" : " UNION ALL ")
          .add("(SELECT " + i + " FROM " + candidates.get(i) + " WHERE true")
          .add(range)
          .add(" LIMIT 1)");
    }
    return Database.ask(
        connection,
        sql,
        timeout,
        rows -> {
          List<String> having = new ArrayList<>();
          while (rows.next()) {
            having.add(candidates.get(rows.getInt(1)));
          }
          return having;
        });
  }
}
