package io.tidemark.query.postgres;

import static java.util.stream.Collectors.joining;

import io.tidemark.query.row.RevisionEntry;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.Stream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The newest revision of each row at a moment, by a loose scan: from one window to the next in the
 * index, whatever lies between, and for each the first entry of its versions. DISTINCT ON would
 * read the whole history (Cyoda/cyoda-go#584: 4,866 ms, and 178 ms so).
 *
 * <p>The index has the collation of the database and a page that of bytes, so the windows of one
 * start are read whole and sorted here. The scan ends as soon as the page is full.
 *
 * @param longestMillis of a window, for a range of ends
 * @param asOfMicros only revisions recorded by then
 * @param op of the revisions asked for: {@code u} for rows that stand, {@code d} for deleted ones
 */
record Newest(RowQuery query, RowColumns row, long longestMillis, long asOfMicros, String op) {

  static final long ANY_TIME = Long.MAX_VALUE;

  /** Rows of the scan that one message has. */
  private static final int FETCHED = 100;

  List<RevisionEntry> read(
      Connection connection, RevisionPartitions partitions, int limit, Duration timeout)
      throws SQLException {
    List<RevisionPartitions.Recorded> days =
        partitions.having(connection, query.stream(), first(), end(), asOfMicros, timeout);
    if (days.isEmpty()) {
      return List.of();
    }
    try (Statement settings = connection.createStatement()) {
      settings.execute(
          "SET LOCAL enable_seqscan = off; SET LOCAL jit = off; SET LOCAL enable_bitmapscan = off;"
              // All of the page is wanted, not the first row alone.
              + " SET LOCAL cursor_tuple_fraction = 1; SET LOCAL statement_timeout = "
              + timeout.toMillis());
    }
    Sql sql = scan(days);
    try (PreparedStatement statement = connection.prepareStatement(sql.text())) {
      statement.setFetchSize(FETCHED);
      sql.bind(statement);
      try (ResultSet rows = statement.executeQuery()) {
        return page(rows, limit);
      }
    }
  }

  /** The least start of a window that can be on the page. */
  private long first() {
    long from = query.time() == RowQuery.Bound.START ? query.from() : query.from() - longestMillis;
    RowKey after = query.after();
    return after != null && query.ascending() ? Math.max(from, after.start()) : from;
  }

  /** The start that all on the page are before. */
  private long end() {
    RowKey after = query.after();
    return after != null && !query.ascending()
        ? Math.min(query.to(), after.start() + 1)
        : query.to();
  }

  /** Conditions on when windows start, which an index has. */
  private Sql starts() {
    return new Sql()
        .add(" AND window_start >= ? AND window_start < ?", Sql.millis(first()), Sql.millis(end()));
  }

  private Sql scan(List<RevisionPartitions.Recorded> days) {
    String metric = query.stream() == Stream.ANOMALIES ? "metric, " : "";
    String key = "window_start, key, " + metric + "window_end";
    String way = query.ascending() ? "" : " DESC";
    String order = key.replace(",", way + ",") + way;
    String history = history(days);
    Sql series = new Sql();
    if (query.key() != null) {
      series.add(" AND key = ?", query.key());
    }
    String found = "w." + key.replace(", ", ", w.");
    Sql sql =
        new Sql()
            .add("WITH RECURSIVE w AS ((SELECT " + key + " FROM " + history + " r WHERE true")
            .add(starts())
            .add(series)
            .add(" ORDER BY " + order + " LIMIT 1) UNION ALL SELECT n.* FROM w CROSS JOIN LATERAL")
            .add(" (SELECT " + key + " FROM " + history + " r WHERE (" + key + ") ")
            .add(query.ascending() ? ">" : "<")
            .add(" (" + found + ")")
            .add(starts())
            .add(series)
            .add(" ORDER BY " + order + " LIMIT 1) n) SELECT " + row.selection() + ", op, ")
            .add(PostgresHistory.micros("recorded_at"))
            .add(" FROM (SELECT l.* FROM w CROSS JOIN LATERAL (SELECT * FROM " + history + " r")
            .add(" WHERE (" + prefixed("r.", key) + ") = (" + found + ")");
    if (asOfMicros != ANY_TIME) {
      sql.add(" AND r.recorded_at <= ?", Sql.micros(asOfMicros));
    }
    sql.add(" ORDER BY r.version DESC LIMIT 1) l) x WHERE op = ?", op);
    RowConditions.range(sql, query, longestMillis);
    RowConditions.series(sql, query);
    RowConditions.row(sql, query);
    return sql;
  }

  private static String prefixed(String prefix, String names) {
    return prefix + names.replace(", ", ", " + prefix);
  }

  private String history(List<RevisionPartitions.Recorded> days) {
    return days.stream()
        .map(
            day ->
                "SELECT op, recorded_at, "
                    + row.names()
                    + " FROM "
                    + query.stream().revisionTable()
                    + " WHERE "
                    + day.bounds())
        .collect(joining(" UNION ALL ", "(", ")"));
  }

  private List<RevisionEntry> page(ResultSet rows, int limit) throws SQLException {
    List<RevisionEntry> page = new ArrayList<>();
    List<RevisionEntry> ofOneStart = new ArrayList<>();
    while (rows.next()) {
      RevisionEntry entry = PostgresHistory.entry(rows, row);
      if (!ofOneStart.isEmpty()
          && ofOneStart.get(0).row().key().start() != entry.row().key().start()) {
        add(page, ofOneStart);
        if (page.size() >= limit) {
          break;
        }
      }
      ofOneStart.add(entry);
    }
    add(page, ofOneStart);
    return page.size() > limit ? page.subList(0, limit) : page;
  }

  private void add(List<RevisionEntry> page, List<RevisionEntry> ofOneStart) {
    Comparator<RowKey> order =
        query.ascending() ? Comparator.naturalOrder() : Comparator.reverseOrder();
    ofOneStart.stream()
        .filter(
            entry -> query.after() == null || order.compare(entry.row().key(), query.after()) > 0)
        .sorted(Comparator.comparing(entry -> entry.row().key(), order))
        .forEach(page::add);
    ofOneStart.clear();
  }
}
