package io.tidemark.query.deadletter;

import io.tidemark.query.postgres.Database;
import io.tidemark.query.postgres.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The table of dead letters. Safe for use by many threads. */
public final class DeadLetterTable {

  private static final String COLUMNS =
      "id, (extract(epoch FROM recorded_at) * 1000000)::int8, reason, step, error,"
          + " floor(extract(epoch FROM event_time) * 1000)::int8, topic, partition, \"offset\","
          + " retry_count, processor_instance, octet_length(original_event)";

  /** Of an original, for a look at it. */
  private static final int PREVIEW_BYTES = 1_000;

  private final Database database;

  public DeadLetterTable(Database database) {
    this.database = database;
  }

  /** Where a page ended. */
  public record Place(long recordedAtMicros, String id) {}

  /** How many letters a group has; by names of columns. */
  public record Count(Map<String, String> group, long letters, long latestMicros) {}

  /** Returns letters, the newest first. */
  public List<Letter> list(LetterFilter filter, @Nullable Place after, int limit) {
    Sql sql = new Sql().add("SELECT " + COLUMNS + " FROM dead_letter WHERE true");
    filter.addTo(sql);
    if (after != null) {
      sql.add(
          " AND recorded_at <= ? AND (recorded_at, id COLLATE \"C\") < (?, ?)",
          Sql.micros(after.recordedAtMicros()),
          Sql.micros(after.recordedAtMicros()),
          after.id());
    }
    sql.add(" ORDER BY recorded_at DESC, id COLLATE \"C\" DESC LIMIT " + limit);
    return database.query(sql, DeadLetterTable::letters);
  }

  /** Returns the letters of these ids, in any order; those that are not there are left out. */
  public List<Letter> find(List<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Sql sql = new Sql().add("SELECT " + COLUMNS + " FROM dead_letter WHERE id IN (");
    for (int i = 0; i < ids.size(); i++) {
      sql.add(i == 0 ? "?" : ", ?", ids.get(i));
    }
    return database.query(sql.add(")"), DeadLetterTable::letters);
  }

  /** Returns one letter; empty if there is none of this id. */
  public Optional<Letter> find(String id) {
    return find(List.of(id)).stream().findFirst();
  }

  /** Returns the bytes of a letter; empty if there is none of this id. */
  public Optional<byte[]> original(String id) {
    return bytes(id, "original_event");
  }

  /** Returns the first bytes of a letter; empty if there is none of this id. */
  public Optional<byte[]> preview(String id) {
    return bytes(id, "substring(original_event FROM 1 FOR " + PREVIEW_BYTES + ")");
  }

  private Optional<byte[]> bytes(String id, String expression) {
    return database.query(
        new Sql().add("SELECT " + expression + " FROM dead_letter WHERE id = ? LIMIT 1", id),
        rows -> rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty());
  }

  /**
   * Returns how many letters there are, the largest groups first.
   *
   * @param by some of {@code reason}, {@code topic} and {@code step}; at least one
   */
  public List<Count> counts(LetterFilter filter, List<String> by) {
    String columns = String.join(", ", by);
    Sql sql =
        new Sql()
            .add("SELECT count(*), (extract(epoch FROM max(recorded_at)) * 1000000)::int8, ")
            .add(columns + " FROM dead_letter WHERE true");
    filter.addTo(sql);
    sql.add(" GROUP BY " + columns + " ORDER BY 1 DESC, " + columns + " LIMIT 1000");
    return database.query(
        sql,
        rows -> {
          List<Count> counts = new ArrayList<>();
          while (rows.next()) {
            Map<String, String> group = new LinkedHashMap<>();
            for (int i = 0; i < by.size(); i++) {
              group.put(by.get(i), rows.getString(3 + i));
            }
            counts.add(new Count(group, rows.getLong(1), rows.getLong(2)));
          }
          return counts;
        });
  }

  private static List<Letter> letters(ResultSet rows) throws SQLException {
    List<Letter> letters = new ArrayList<>();
    while (rows.next()) {
      long eventTime = rows.getLong(6);
      Long known = rows.wasNull() ? null : Long.valueOf(eventTime);
      letters.add(
          new Letter(
              rows.getString(1),
              rows.getLong(2),
              rows.getString(3),
              rows.getString(4),
              rows.getString(5),
              known,
              rows.getString(7),
              rows.getInt(8),
              rows.getLong(9),
              rows.getInt(10),
              rows.getString(11),
              rows.getLong(12)));
    }
    return letters;
  }
}
