package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.options.History;
import io.tidemark.pipelines.row.Computation;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.RowJson;
import io.tidemark.pipelines.row.SqlType;
import io.tidemark.pipelines.row.Table;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Applies batches of rows to one table, each batch in one transaction.
 *
 * <p>Only the newest row of each primary key is written, and it replaces only an older one. So a
 * batch may be repeated, overlap another one, or arrive after a newer one. A batch with a row that
 * the database refuses is split until that row is alone.
 *
 * <p>How far shards are written is written with the last of the rows that it is about.
 */
final class RowWriter<O> {

  private final Table<O> table;
  private final Statements sql;
  private final @Nullable SessionSpan sessions;
  private final Connections connections;
  private final Retry retry;
  private final Partitions partitions;

  /** Days that have a partition for revisions; null if none are kept. */
  private final @Nullable Partitions days;

  private boolean registered;

  /** Rows of lower versions are of earlier runs, and are not replaced by others; 0 if they are. */
  private final long firstVersion;

  private final @Nullable ProgressTable progress;

  RowWriter(Table<O> table, @Nullable SessionSpan sessions, Connections connections, Retry retry) {
    this(table, sessions, connections, retry, History.SETTLED, 0, null);
  }

  RowWriter(
      Table<O> table,
      @Nullable SessionSpan sessions,
      Connections connections,
      Retry retry,
      History history,
      long firstVersion,
      @Nullable StreamProgress progress) {
    this.firstVersion = firstVersion;
    this.progress = progress == null ? null : new ProgressTable(progress);
    this.table = table;
    this.sql = Statements.of(table, history);
    this.sessions = sessions;
    this.connections = connections;
    this.retry = retry;
    this.partitions = Partitions.weekly(table.name());
    this.days = history == History.NONE ? null : Partitions.daily(RevisionTables.of(table.name()));
  }

  /** A source of connections without autocommit. */
  @FunctionalInterface
  interface Connections {
    /** Returns a connection, which the caller closes. */
    Connection connection() throws SQLException;
  }

  /** A row that the database refused for its content. */
  record Rejected(Row row, SQLException reason) {}

  /**
   * What became of a batch.
   *
   * @param upserted rows inserted or replaced; a row that is older than that in the table does not
   *     count
   * @param deleted rows deleted because they were withdrawn
   * @param stale rows deleted because newer ones have made them stale
   * @param rejected rows that the database refused
   */
  record Written(long upserted, long deleted, List<Row> stale, List<Rejected> rejected) {

    private static final Written NOTHING = new Written(0, 0, List.of(), List.of());

    private Written plus(Written that) {
      return new Written(
          upserted + that.upserted,
          deleted + that.deleted,
          concat(stale, that.stale),
          concat(rejected, that.rejected));
    }

    private static <T> List<T> concat(List<T> first, List<T> second) {
      List<T> all = new ArrayList<>(first);
      all.addAll(second);
      return all;
    }
  }

  /** Writes the rows, and returns when they are committed. */
  Written write(Collection<Row> rows) throws SQLException, IOException {
    return write(rows, Collections.emptySortedMap());
  }

  /**
   * Writes the rows, and in the transaction of the last of them how far their shards are written,
   * and returns when both are committed.
   *
   * @param watermarks by shard, as {@link ShardProgress} has them; empty without progress
   */
  Written write(Collection<Row> rows, SortedMap<Integer, Long> watermarks)
      throws SQLException, IOException {
    List<Row> newest = Row.newestPerKey(firstVersion == 0 ? rows : withoutEarly(rows));
    if (newest.isEmpty() && watermarks.isEmpty()) {
      return Written.NOTHING;
    }
    if (!newest.isEmpty() || (progress != null && !progress.stream().bounded())) {
      register();
    }
    return writeOrSplit(newest, watermarks);
  }

  /** Says what makes the rows, once and before the first of them. */
  private void register() throws SQLException, IOException {
    Computation computation = table.computation();
    if (!registered && computation != null) {
      retry.run(
          () -> {
            try (Connection connection = connections.connection()) {
              StoredComputations.register(connection, computation);
              connection.commit();
              return null;
            }
          });
    }
    registered = true;
  }

  /** A run that may not replace what stands has to know the whole row, so early panes wait. */
  private List<Row> withoutEarly(Collection<Row> rows) {
    int pane = table.indexOf("pane");
    return rows.stream()
        .filter(row -> row.isWithdrawn() || !Timing.EARLY.name().equals(row.cell(pane)))
        .toList();
  }

  private Written writeOrSplit(List<Row> rows, SortedMap<Integer, Long> watermarks)
      throws SQLException, IOException {
    try {
      return retry.run(() -> transact(rows, watermarks));
    } catch (SQLException e) {
      if (SqlFailure.of(e) != SqlFailure.CONTENT || rows.isEmpty()) {
        throw e;
      }
      if (rows.size() == 1) {
        return new Written(0, 0, List.of(), List.of(new Rejected(rows.get(0), e)))
            .plus(watermarks.isEmpty() ? Written.NOTHING : writeOrSplit(List.of(), watermarks));
      }
      int half = rows.size() / 2;
      return writeOrSplit(rows.subList(0, half), Collections.emptySortedMap())
          .plus(writeOrSplit(rows.subList(half, rows.size()), watermarks));
    }
  }

  private Written transact(List<Row> rows, SortedMap<Integer, Long> watermarks)
      throws SQLException {
    try (Connection connection = connections.connection()) {
      try {
        Written written = rows.isEmpty() ? Written.NOTHING : write(connection, rows);
        if (progress != null && !watermarks.isEmpty()) {
          progress.write(connection, watermarks);
        }
        connection.commit();
        return written;
      } catch (SQLException e) {
        rollback(connection, e);
        throw e;
      } catch (StandingRow e) {
        connection.rollback();
        throw e;
      }
    } catch (SQLException e) {
      if (SqlFailure.isMissingPartition(e)) {
        partitions.forget();
        if (days != null) {
          days.forget();
        }
      }
      throw e;
    }
  }

  private Written write(Connection connection, List<Row> rows) throws SQLException {
    List<Row> current = rows.stream().filter(row -> !row.isWithdrawn()).toList();
    List<Row> withdrawn = rows.stream().filter(Row::isWithdrawn).toList();
    partitions.ensure(connection, windowStarts(current));
    begin(connection);
    refuseOthers(connection, current);
    long deleted = delete(connection, withdrawn);
    long upserted = upsert(connection, current);
    List<Row> stale =
        sessions == null ? List.of() : deleteOverlapping(connection, sessions, current);
    refuseStale(stale, current);
    return new Written(upserted, deleted, stale, List.of());
  }

  /**
   * Begins the transaction, after making the partition for its revisions: that of today and, so
   * that the turn of the day finds one, that of tomorrow.
   */
  private void begin(Connection connection) throws SQLException {
    if (days == null) {
      PlanByKey.apply(connection);
      return;
    }
    String revisions = RevisionTables.of(table.name());
    long now = PlanByKey.applyAndRecord(connection, revisions);
    if (days.ensure(connection, Set.of(now, now + Partitions.DAY_MILLIS))) {
      PlanByKey.applyAndRecord(connection, revisions);
    }
  }

  static void rollback(Connection connection, SQLException cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The connection is lost, which ends the transaction too. The first failure has the reason.
      cause.addSuppressed(e);
    }
  }

  private Set<Long> windowStarts(List<Row> rows) {
    int column = table.indexOf("window_start");
    Set<Long> starts = new LinkedHashSet<>();
    rows.forEach(row -> starts.add((Long) row.cell(column)));
    return starts;
  }

  /** Throws if a row of an earlier run has other values than one of these. */
  private void refuseOthers(Connection connection, List<Row> rows) throws SQLException {
    if (firstVersion == 0 || rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql.findOther())) {
      int columns = table.columns().size();
      for (int i = 0; i < columns; i++) {
        statement.setArray(i + 1, column(connection, i, rows));
      }
      statement.setLong(columns + 1, firstVersion);
      try (ResultSet found = statement.executeQuery()) {
        if (found.next()) {
          throw new StandingRow(
              table.name(),
              found.getString(1),
              RowJson.timestamp(found.getTimestamp(2).getTime()),
              RowJson.timestamp(found.getTimestamp(3).getTime()),
              found.getLong(4),
              found.getLong(5));
        }
      }
    }
  }

  /** Throws if a session of an earlier run has events of one of these, which has other bounds. */
  private void refuseStale(List<Row> stale, List<Row> current) {
    for (Row row : stale) {
      if (row.version() < firstVersion) {
        int events = table.indexOf("events");
        long ours =
            current.stream()
                .filter(other -> other.primaryKey().get(0).equals(row.primaryKey().get(0)))
                .mapToLong(other -> (Long) other.cell(events))
                .sum();
        throw new StandingRow(
            table.name(),
            (String) row.primaryKey().get(0),
            RowJson.timestamp((Long) row.cell(table.indexOf("window_start"))),
            RowJson.timestamp((Long) row.cell(table.indexOf("window_end"))),
            (Long) row.cell(events),
            ours);
      }
    }
  }

  private long upsert(Connection connection, List<Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql.upsert())) {
      for (int i = 0; i < table.columns().size(); i++) {
        statement.setArray(i + 1, column(connection, i, rows));
      }
      return statement.execute() ? onlyNumber(statement) : statement.getUpdateCount();
    }
  }

  private static long onlyNumber(PreparedStatement statement) throws SQLException {
    try (ResultSet number = statement.getResultSet()) {
      number.next();
      return number.getLong(1);
    }
  }

  private Array column(Connection connection, int column, List<Row> rows) throws SQLException {
    SqlType type = table.columns().get(column).type();
    Object[] cells =
        switch (type) {
          case TEXT, JSON -> new String[rows.size()];
          case BIGINT, TIMESTAMP -> new Long[rows.size()];
          case DOUBLE -> new Double[rows.size()];
          case BYTES -> new byte[rows.size()][];
        };
    Arrays.setAll(cells, i -> rows.get(i).cell(column));
    return connection.createArrayOf(type.transport(), cells);
  }

  private long delete(Connection connection, List<Row> rows) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql.delete())) {
      for (Row row : rows) {
        int parameter = 1;
        statement.setLong(parameter++, row.version());
        for (Object cell : row.primaryKey()) {
          statement.setObject(
              parameter++, cell instanceof Long millis ? Partitions.timestamp(millis) : cell);
        }
        statement.addBatch();
      }
      return Arrays.stream(statement.executeBatch()).sum();
    }
  }

  private List<Row> deleteOverlapping(Connection connection, SessionSpan span, List<Row> rows)
      throws SQLException {
    if (rows.isEmpty()) {
      return List.of();
    }
    int start = table.indexOf("window_start");
    int end = table.indexOf("window_end");
    Long[] starts = longs(rows, row -> (Long) row.cell(start));
    Long[] ends = longs(rows, row -> (Long) row.cell(end));
    Long[] earliestStarts = map(starts, span::earliestStart);
    Long[] latestStarts = map(ends, span::latestStart);
    try (PreparedStatement statement = connection.prepareStatement(sql.deleteOverlapping())) {
      statement.setArray(1, column(connection, table.indexOf("key"), rows));
      Long[][] arrays = {
        longs(rows, Row::version),
        earliestStarts,
        latestStarts,
        map(starts, span::earliestEnd),
        starts,
        ends
      };
      for (int i = 0; i < arrays.length; i++) {
        statement.setArray(i + 2, connection.createArrayOf("int8", arrays[i]));
      }
      statement.setObject(8, Partitions.timestamp(Collections.min(Arrays.asList(earliestStarts))));
      statement.setObject(9, Partitions.timestamp(Collections.max(Arrays.asList(latestStarts))));
      return deletedRows(statement);
    }
  }

  private List<Row> deletedRows(PreparedStatement statement) throws SQLException {
    List<Row> deleted = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        Object[] cells = new Object[table.columns().size()];
        for (int i = 0; i < cells.length; i++) {
          cells[i] = rows.getObject(i + 1);
        }
        deleted.add(table.withdrawalOf(cells));
      }
    }
    return deleted;
  }

  private static Long[] longs(List<Row> rows, Function<Row, Long> of) {
    return rows.stream().map(of).toArray(Long[]::new);
  }

  private static Long[] map(Long[] values, LongUnaryOperator to) {
    return Arrays.stream(values).map(to::applyAsLong).toArray(Long[]::new);
  }
}
