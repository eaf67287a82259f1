package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.row.Computation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The computations whose rows are in a database. The views {@code current_…} show those of each
 * stream's current one: the one that a writer has begun with last.
 *
 * <p>Cost: {@link #list} and {@link #drop} read the tables from one end to the other.
 */
public final class StoredComputations implements AutoCloseable {

  /** The name, for {@link #rows} and {@link #drop}, of what made rows that do not say it. */
  public static final String UNKNOWN = "unknown";

  private static final Map<String, List<String>> TABLES = tables();

  private final Connection connection;

  private StoredComputations(Connection connection) {
    this.connection = connection;
  }

  /**
   * One computation of the database.
   *
   * @param id its name; {@link #UNKNOWN} for that of rows of versions that did not write one
   * @param stream its stream
   * @param windows in words
   * @param dimensions joined by commas
   * @param current whether the views show its rows
   * @param lastSeen when a writer last began with it; null for unknown
   * @param rows its rows by table
   */
  public record Stored(
      String id,
      String stream,
      String windows,
      String dimensions,
      boolean current,
      @Nullable Instant lastSeen,
      Map<String, Long> rows) {}

  private static Map<String, List<String>> tables() {
    Map<String, List<String>> tables = new LinkedHashMap<>();
    tables.put("performance", List.of("performance_window"));
    tables.put("sliding", List.of("sliding_window", "anomaly"));
    tables.put("feedback", List.of("feedback_session"));
    tables.put("health", List.of("health_window"));
    return tables;
  }

  /**
   * Says that a writer begins with a computation. Writers that do so at once wait for each other
   * for as long as the caller's transaction lasts.
   */
  static void register(Connection connection, Computation computation) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            INSERT INTO computation AS c
              (id, stream, windows, dimensions, settings, first_seen, last_seen)
            VALUES (?, ?, ?, ?, ?::jsonb, clock_timestamp(), clock_timestamp())
            ON CONFLICT (id) DO UPDATE SET last_seen = greatest(c.last_seen, EXCLUDED.last_seen)""")) {
      insert.setString(1, computation.id());
      insert.setString(2, computation.stream());
      insert.setString(3, computation.windows());
      insert.setString(4, computation.dimensions());
      insert.setString(5, computation.settingsJson());
      insert.executeUpdate();
    }
  }

  /** Connects; the caller closes. */
  public static StoredComputations of(JdbcConfig database) throws SQLException {
    PGSimpleDataSource source = database.dataSource();
    // Otherwise a count of many rows would be given up for a server that is silent.
    source.setSocketTimeout(0);
    return new StoredComputations(source.getConnection());
  }

  /**
   * Returns all computations, by stream and the newest first; after them, for each stream that has
   * such rows, the {@link #UNKNOWN} one.
   */
  public List<Stored> list() throws SQLException {
    List<Stored> all = new ArrayList<>();
    for (Map.Entry<String, List<String>> stream : TABLES.entrySet()) {
      Map<String, Map<String, Long>> rows = rows(stream.getValue());
      List<Stored> known = known(stream.getKey(), rows);
      all.addAll(known);
      if (rows.containsKey(UNKNOWN)) {
        all.add(
            new Stored(UNKNOWN, stream.getKey(), "", "", known.isEmpty(), null, rows.get(UNKNOWN)));
      }
    }
    return all;
  }

  private List<Stored> known(String stream, Map<String, Map<String, Long>> rows)
      throws SQLException {
    List<Stored> known = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT id, windows, dimensions, last_seen FROM computation WHERE stream = ?
            ORDER BY last_seen DESC, id""")) {
      select.setString(1, stream);
      try (ResultSet found = select.executeQuery()) {
        while (found.next()) {
          String id = found.getString(1);
          known.add(
              new Stored(
                  id,
                  stream,
                  found.getString(2),
                  found.getString(3),
                  known.isEmpty(),
                  found.getObject(4, OffsetDateTime.class).toInstant(),
                  rows.getOrDefault(id, Map.of())));
        }
      }
    }
    return known;
  }

  /** Rows by computation and table. */
  private Map<String, Map<String, Long>> rows(List<String> tables) throws SQLException {
    Map<String, Map<String, Long>> rows = new LinkedHashMap<>();
    for (String table : tables) {
      try (PreparedStatement count =
              connection.prepareStatement(
                  "SELECT coalesce(computation, ?), count(*) FROM " + table + " GROUP BY 1");
          ResultSet found = execute(count, UNKNOWN)) {
        while (found.next()) {
          rows.computeIfAbsent(found.getString(1), id -> new LinkedHashMap<>())
              .put(table, found.getLong(2));
        }
      }
    }
    return rows;
  }

  private static ResultSet execute(PreparedStatement statement, String parameter)
      throws SQLException {
    statement.setString(1, parameter);
    return statement.executeQuery();
  }

  /**
   * Deletes the rows of a computation and their revisions, a table at a time, and then what is
   * known of it. A job that still computes it writes its rows again. The changelog topics keep what
   * they have.
   *
   * @return the number of rows deleted, without their revisions
   */
  public long drop(Stored computation) throws SQLException {
    long deleted = 0;
    for (String table : TABLES.get(computation.stream())) {
      deleted += delete(table, computation.id());
      delete(RevisionTables.of(table), computation.id());
    }
    forget("DELETE FROM progress WHERE computation = ?", computation);
    forget("DELETE FROM computation WHERE id = ?", computation);
    return deleted;
  }

  private void forget(String sql, Stored computation) throws SQLException {
    try (PreparedStatement forget = connection.prepareStatement(sql)) {
      forget.setString(1, computation.id());
      forget.executeUpdate();
    }
  }

  private long delete(String table, String computation) throws SQLException {
    boolean unknown = computation.equals(UNKNOWN);
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM "
                + table
                + " WHERE "
                + (unknown ? "computation IS NULL" : "computation = ?"))) {
      if (!unknown) {
        delete.setString(1, computation);
      }
      return delete.executeLargeUpdate();
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
