package io.tidemark.query.postgres;

import io.tidemark.query.feed.Position;
import io.tidemark.query.read.Answer;
import io.tidemark.query.read.Freshness;
import io.tidemark.query.read.SeriesSource;
import io.tidemark.query.row.Pane;
import io.tidemark.query.row.Stream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Which series the tables have. The keys come from a loose scan, which jumps from one to the next
 * in the index of each partition; each key of the page then costs a look-up for its windows.
 *
 * <p>Where series are asked for that were active lately, only windows since then are looked at:
 * their first window and the number of their windows are those since then.
 */
public final class PostgresSeries implements SeriesSource {

  private final Database database;
  private final LongestWindows longest;
  private final InstantSource clock;

  /** Creates it; nothing is read yet. */
  public PostgresSeries(Database database, Computations computations, InstantSource clock) {
    this.database = database;
    this.longest = new LongestWindows(computations);
    this.clock = clock;
  }

  @Override
  public Answer<Page> list(Query query) {
    long asOf = clock.millis();
    Page page = database.query(sql(query), rows -> page(rows, query));
    return new Answer<>(page, new Freshness(asOf, Position.NONE, 0, "cold", false));
  }

  private Sql sql(Query query) {
    String table = query.stream().table();
    Sql recent = new Sql();
    if (query.activeSince() != null) {
      recent.add(
          " AND window_start > ? AND window_end > ?",
          Sql.millis(query.activeSince() - longest.millis(query.stream())),
          Sql.millis(query.activeSince()));
    }
    Sql filter = new Sql();
    if (!query.prefix().isEmpty()) {
      filter.add(" AND starts_with(key, ?)", query.prefix());
    }
    query.dimensions().forEach((name, value) -> RowConditions.keyPart(filter, name, value));
    if (query.after() != null) {
      filter.add(" AND key COLLATE \"C\" > ?", query.after());
    }
    String pane = query.stream() == Stream.ANOMALIES ? "NULL" : "pane";
    return new Sql()
        .add("WITH RECURSIVE k AS ((SELECT key FROM " + table + " WHERE true")
        .add(recent)
        .add(" ORDER BY key LIMIT 1) UNION ALL SELECT n.key FROM k CROSS JOIN LATERAL (")
        .add("SELECT t.key FROM " + table + " t WHERE t.key > k.key")
        .add(recent)
        .add(" ORDER BY t.key LIMIT 1) n), p AS (SELECT key FROM k WHERE true")
        .add(filter)
        .add(" ORDER BY key COLLATE \"C\" LIMIT " + (query.limit() + 1L) + ")")
        .add(
            " SELECT p.key, w.first, w.last, w.windows, l.pane, l.ends FROM p CROSS JOIN LATERAL (")
        .add("SELECT " + epoch("min(window_start)") + " AS first, ")
        .add(epoch("max(window_start)") + " AS last, count(*) AS windows")
        .add(" FROM " + table + " WHERE key = p.key")
        .add(recent)
        .add(") w CROSS JOIN LATERAL (SELECT " + pane + " AS pane, ")
        .add(epoch("window_end") + " AS ends FROM " + table + " WHERE key = p.key")
        .add(recent)
        .add(" ORDER BY window_start DESC, window_end DESC LIMIT 1) l")
        .add(" ORDER BY p.key COLLATE \"C\"");
  }

  private static String epoch(String time) {
    return "floor(extract(epoch FROM " + time + ") * 1000)::int8";
  }

  private static Page page(ResultSet rows, Query query) throws SQLException {
    List<Series> page = new ArrayList<>();
    while (rows.next()) {
      if (page.size() == query.limit()) {
        return new Page(page, true);
      }
      String pane = rows.getString(5);
      page.add(
          new Series(
              rows.getString(1),
              rows.getLong(2),
              rows.getLong(3),
              rows.getLong(4),
              pane == null ? null : Pane.valueOf(pane),
              rows.getLong(6)));
    }
    return new Page(page, false);
  }
}
