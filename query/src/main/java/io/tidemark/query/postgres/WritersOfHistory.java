package io.tidemark.query.postgres;

import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.read.StoreUnavailableException;
import io.tidemark.query.row.Stream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a moment of the past one that nobody writes to any more.
 *
 * <p>A writer of revisions first locks their table (ROW EXCLUSIVE, which hinders nobody) and then
 * reads the clock: that is when its revisions are recorded, however long it takes to commit. So
 * whoever looks at the locks at or after a moment sees every transaction that may still add
 * revisions of that moment. When those are over, the moment is complete, for ever.
 *
 * <p>It rests on the clock of the database's host not being set back. Cost: one query of the locks
 * for moments later than any that was asked for before.
 */
final class WritersOfHistory {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final long PAUSE_MILLIS = 10;

  private static final String WRITERS =
      " FROM pg_locks WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted"
          + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
          + " AND relation = ?::regclass";

  private final Database database;
  private final Map<Stream, Long> completeUpTo = new EnumMap<>(Stream.class);

  WritersOfHistory(Database database) {
    this.database = database;
  }

  private record Found(long now, List<String> writers) {}

  /**
   * Waits until all revisions recorded at a moment or before are committed.
   *
   * @param micros since the epoch
   * @throws StoreUnavailableException if a transaction takes longer than 2 s
   * @throws io.tidemark.query.problem.ProblemException if the moment has not come, by the clock of
   *     the database
   */
  void await(Stream stream, long micros) {
    synchronized (completeUpTo) {
      if (micros <= completeUpTo.getOrDefault(stream, Long.MIN_VALUE)) {
        return;
      }
    }
    Sql sql =
        new Sql()
            .add("SELECT " + PostgresHistory.micros("statement_timestamp()") + ", ARRAY(")
            .add("SELECT virtualtransaction" + WRITERS, stream.revisionTable())
            .add(")");
    Found found = database.query(sql, WritersOfHistory::found);
    if (found.now() < micros) {
      throw Problem.of(
              ProblemType.AS_OF_OUT_OF_RANGE,
              "the moment has not come yet, by the clock of the database")
          .exception();
    }
    awaitEnd(stream, found.writers());
    synchronized (completeUpTo) {
      completeUpTo.merge(stream, micros, Math::max);
    }
  }

  private void awaitEnd(Stream stream, List<String> writers) {
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (!writers.isEmpty() && isAnyLeft(stream, writers)) {
      if (System.nanoTime() > patience) {
        throw new StoreUnavailableException(
            "a transaction has been writing to "
                + stream.revisionTable()
                + " for more than "
                + PATIENCE.toSeconds()
                + " s: ask again, or for a moment before it",
            null);
      }
      pause();
    }
  }

  private boolean isAnyLeft(Stream stream, List<String> writers) {
    Sql sql =
        new Sql()
            .add("SELECT count(*)" + WRITERS, stream.revisionTable())
            .add(
                " AND virtualtransaction = ANY (string_to_array(?, ','))",
                String.join(",", writers));
    return database.query(sql, rows -> rows.next() && rows.getLong(1) > 0);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while writers were waited for", e);
    }
  }

  private static Found found(ResultSet rows) throws SQLException {
    rows.next();
    List<String> writers = new ArrayList<>();
    for (Object writer : (Object[]) rows.getArray(2).getArray()) {
      writers.add((String) writer);
    }
    return new Found(rows.getLong(1), writers);
  }
}
