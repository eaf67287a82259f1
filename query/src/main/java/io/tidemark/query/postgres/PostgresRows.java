package io.tidemark.query.postgres;

import io.tidemark.query.feed.Position;
import io.tidemark.query.read.Answer;
import io.tidemark.query.read.Freshness;
import io.tidemark.query.read.RowSource;
import io.tidemark.query.row.RowKey;
import io.tidemark.query.row.RowPage;
import io.tidemark.query.row.RowQuery;
import io.tidemark.query.row.StoredRow;
import io.tidemark.query.row.Stream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cold tier: all rows that stand, read from the tables that the job writes.
 *
 * <p>Cost of a page: the rows of its windows, found by the start of the window or, for one key, by
 * that; a filter that leaves out most rows reads them all the same, until the statement times out.
 */
public final class PostgresRows implements RowSource {

  private final Database database;
  private final Columns columns;
  private final LongestWindows longest;
  private final InstantSource clock;

  /** Creates it; the database need not answer yet. */
  public PostgresRows(Database database, Computations computations, InstantSource clock) {
    this.database = database;
    this.columns = new Columns(database);
    this.longest = new LongestWindows(computations);
    this.clock = clock;
  }

  @Override
  public String tier() {
    return "cold";
  }

  @Override
  public boolean covers(Stream stream, long millis) {
    return true;
  }

  @Override
  public Answer<RowPage> list(RowQuery query) {
    RowColumns row = columns.of(query.stream());
    long asOf = clock.millis();
    Sql sql = listing(query, row);
    return answer(asOf, database.query(sql, rows -> page(rows, row, query.limit())));
  }

  private Sql listing(RowQuery query, RowColumns row) {
    Sql sql = new Sql().add("SELECT " + row.selection() + " FROM " + query.stream().table());
    sql.add(" WHERE true");
    long millis = query.time() == RowQuery.Bound.END ? longest.millis(query.stream()) : 0;
    RowConditions.range(sql, query, millis);
    RowConditions.series(sql, query);
    RowConditions.row(sql, query);
    if (query.after() != null) {
      RowOrder.after(sql, query.stream(), query.after(), query.ascending());
    }
    sql.add(RowOrder.by(query.stream(), query.ascending()));
    return sql.add(" LIMIT " + (query.limit() + 1L));
  }

  private static RowPage page(ResultSet rows, RowColumns row, int limit) throws SQLException {
    List<StoredRow> page = new ArrayList<>();
    while (rows.next()) {
      if (page.size() == limit) {
        return new RowPage(page, true);
      }
      page.add(row.row(rows));
    }
    return new RowPage(page, false);
  }

  @Override
  public Answer<Optional<StoredRow>> find(Stream stream, RowKey key) {
    RowColumns row = columns.of(stream);
    long asOf = clock.millis();
    Sql sql = new Sql().add("SELECT " + row.selection() + " FROM " + stream.table());
    RowOrder.is(sql.add(" WHERE true"), stream, key);
    return answer(
        asOf,
        database.query(sql, rows -> rows.next() ? Optional.of(row.row(rows)) : Optional.empty()));
  }

  private static <T> Answer<T> answer(long asOf, T value) {
    return new Answer<>(value, new Freshness(asOf, Position.NONE, 0, "cold", false));
  }
}
