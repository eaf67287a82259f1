package io.tidemark.query.postgres;

import static java.util.stream.Collectors.joining;

import io.tidemark.query.read.HistorySource;
import io.tidemark.query.read.WithdrawnSource;
import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stood, from the tables of revisions. A moment is answered when every transaction that may
 * still write to it is over, see {@link WritersOfHistory}.
 *
 * <p>A row is absent before its first revision: by default that is its pane on time. The history
 * begins with the day of its oldest partition.
 */
public final class PostgresHistory implements HistorySource, WithdrawnSource {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final Database database;
  private final Columns columns;
  private final LongestWindows longest;
  private final WritersOfHistory writers;
  private final RevisionPartitions partitions = new RevisionPartitions();

  /** Creates it; nothing is read yet. */
  public PostgresHistory(Database database, Computations computations) {
    this.database = database;
    this.columns = new Columns(database);
    this.longest = new LongestWindows(computations);
    this.writers = new WritersOfHistory(database);
  }

  static String micros(String time) {
    return "(extract(epoch FROM " + time + ") * 1000000)::int8";
  }

  @Override
  public Range range(Stream stream) {
    long now =
        database.query(
            new Sql().add("SELECT " + micros("clock_timestamp()")),
            rows -> {
              rows.next();
              return rows.getLong(1);
            });
    long earliest =
        database.read(connection -> RevisionPartitions.of(connection, stream, TIMEOUT)).stream()
            .mapToLong(RevisionPartitions.Recorded::beginMicros)
            .min()
            .orElse(now);
    return new Range(Math.min(earliest, now), now);
  }

  @Override
  public RowPage list(RowQuery query, long asOfMicros) {
    writers.await(query.stream(), asOfMicros);
    RowColumns row = columns.of(query.stream());
    Newest newest = new Newest(query, row, longest.millis(query.stream()), asOfMicros, "u");
    List<RevisionEntry> found =
        database.read(
            connection -> newest.read(connection, partitions, query.limit() + 1, TIMEOUT));
    boolean more = found.size() > query.limit();
    return new RowPage(found.stream().limit(query.limit()).map(RevisionEntry::row).toList(), more);
  }

  @Override
  public List<RevisionEntry> withdrawn(RowQuery query) {
    RowColumns row = columns.of(query.stream());
    Newest newest = new Newest(query, row, longest.millis(query.stream()), Newest.ANY_TIME, "d");
    return database.read(connection -> newest.read(connection, partitions, query.limit(), TIMEOUT));
  }

  @Override
  public Optional<StoredRow> find(Stream stream, RowKey key, long asOfMicros) {
    writers.await(stream, asOfMicros);
    RowColumns row = columns.of(stream);
    List<RevisionEntry> newest =
        database.read(connection -> newest(connection, stream, key, asOfMicros, row));
    return newest.stream().filter(entry -> !entry.deleted()).map(RevisionEntry::row).findFirst();
  }

  private List<RevisionEntry> newest(
      Connection connection, Stream stream, RowKey key, long asOfMicros, RowColumns row)
      throws SQLException {
    List<RevisionPartitions.Recorded> days =
        partitions.having(connection, stream, key.start(), key.start() + 1, asOfMicros, TIMEOUT);
    if (days.isEmpty()) {
      return List.of();
    }
    Sql sql = entries(stream, row);
    RowOrder.is(sql, stream, key);
    sql.add(
        days.stream()
            .map(RevisionPartitions.Recorded::bounds)
            .collect(joining(" OR ", " AND (", ")")));
    sql.add(" AND recorded_at <= ? ORDER BY version DESC LIMIT 1", Sql.micros(asOfMicros));
    return Database.ask(connection, sql, TIMEOUT, rows -> entries(rows, row));
  }

  @Override
  public List<RevisionEntry> revisions(Stream stream, RowKey key, long afterVersion, int limit) {
    RowColumns row = columns.of(stream);
    Sql sql = entries(stream, row);
    RowOrder.is(sql, stream, key);
    sql.add(" AND version > ? ORDER BY version LIMIT " + limit, afterVersion);
    return database.query(sql, rows -> entries(rows, row));
  }

  @Override
  public Optional<RowKey> absorbedBy(RevisionEntry deleted) {
    Stream stream = deleted.row().stream();
    RowKey key = deleted.row().key();
    Optional<RowKey> recorded = container(stream.revisionTable(), deleted, true);
    return recorded.isPresent() || stream == Stream.ANOMALIES
        ? recorded.filter(other -> !other.equals(key))
        : container(stream.table(), deleted, false);
  }

  /** The oldest of those that contain it and are newer: the one that has absorbed it first. */
  private Optional<RowKey> container(String table, RevisionEntry deleted, boolean recorded) {
    RowKey key = deleted.row().key();
    long longestMillis = longest.millis(deleted.row().stream());
    Sql sql =
        new Sql()
            .add("SELECT floor(extract(epoch FROM window_start) * 1000)::int8,")
            .add(" floor(extract(epoch FROM window_end) * 1000)::int8 FROM " + table)
            .add(
                " WHERE key = ? AND window_start >= ?",
                key.key(),
                Sql.millis(key.end() - longestMillis))
            .add(
                " AND window_start <= ? AND window_end >= ?",
                Sql.millis(key.start()),
                Sql.millis(key.end()))
            .add(
                " AND (window_start, window_end) <> (?, ?)",
                Sql.millis(key.start()),
                Sql.millis(key.end()))
            .add(" AND version >= ?", deleted.row().version());
    if (recorded) {
      // One transaction writes both, and it has one time.
      sql.add(" AND op = 'u' AND recorded_at >= ?", Sql.micros(deleted.recordedAt()));
    }
    sql.add(" ORDER BY version LIMIT 1");
    return database.query(
        sql,
        rows ->
            rows.next()
                ? Optional.of(RowKey.window(key.key(), rows.getLong(1), rows.getLong(2)))
                : Optional.empty());
  }

  private static Sql entries(Stream stream, RowColumns row) {
    return new Sql()
        .add("SELECT " + row.selection() + ", op, " + micros("recorded_at"))
        .add(" FROM " + stream.revisionTable() + " WHERE true");
  }

  private static List<RevisionEntry> entries(ResultSet rows, RowColumns row) throws SQLException {
    List<RevisionEntry> entries = new ArrayList<>();
    while (rows.next()) {
      entries.add(entry(rows, row));
    }
    return entries;
  }

  static RevisionEntry entry(ResultSet rows, RowColumns row) throws SQLException {
    return new RevisionEntry(
        row.row(rows), rows.getString(row.width() + 1).equals("d"), rows.getLong(row.width() + 2));
  }
}
