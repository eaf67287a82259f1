package io.tidemark.query.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import io.tidemark.query.read.StoreUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The database, by a small pool of connections. What a session is set to ends with its transaction.
 *
 * <p>It opens without a server; each use then says by {@link StoreUnavailableException} that there
 * is none, within 2 s. Safe for use by many threads.
 */
public final class Database implements AutoCloseable {

  /** The version of the schema that this program knows: that of the newest migration. */
  public static final int VERSION = 11;

  /** SQLSTATE of a statement that has taken too long. */
  private static final String TIMED_OUT = "57014";

  private static final String MISSING_TABLE = "42P01";

  private static final long WAIT_MILLIS = 2_000;

  private final DatabaseSettings settings;
  private final HikariDataSource pool;

  private Database(DatabaseSettings settings, HikariDataSource pool) {
    this.settings = settings;
    this.pool = pool;
  }

  /** Does something within a transaction. */
  @FunctionalInterface
  public interface Work<T> {
    T with(Connection connection) throws SQLException;
  }

  /** Takes what it needs from a result. */
  @FunctionalInterface
  public interface Result<T> {
    T of(ResultSet rows) throws SQLException;
  }

  /** Returns the database; connections are made when they are needed. */
  public static Database open(DatabaseSettings settings) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(new Login(settings));
    config.setPoolName("tidemark-serve");
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(1);
    config.setAutoCommit(false);
    // Makes the driver say BEGIN READ ONLY: nothing is set for the session.
    config.setReadOnly(true);
    config.setConnectionTimeout(WAIT_MILLIS);
    config.setValidationTimeout(1_000);
    config.setInitializationFailTimeout(-1);
    return new Database(settings, new HikariDataSource(config));
  }

  /**
   * Answers a query in a transaction of its own, which only reads: two round trips.
   *
   * @throws StoreUnavailableException if the database does not answer
   * @throws io.tidemark.query.problem.ProblemException if it has not answered in time
   */
  public <T> T query(Sql sql, Result<T> result) {
    return query(sql, settings.statementTimeout(), result);
  }

  /** As {@link #query(Sql, Result)}, with another limit of time. */
  public <T> T query(Sql sql, Duration timeout, Result<T> result) {
    return read(connection -> ask(connection, sql, timeout, result));
  }

  /** Answers a query within a transaction. */
  public static <T> T ask(Connection connection, Sql sql, Duration timeout, Result<T> result)
      throws SQLException {
    try (PreparedStatement statement = prepare(connection, sql, timeout);
        ResultSet rows = answer(statement)) {
      return result.of(rows);
    }
  }

  /**
   * Prepares settings and query as one text, so that they go in one message. Rows are found by
   * index: a scan is never right, whatever the statistics of a young partition suggest.
   */
  private static PreparedStatement prepare(Connection connection, Sql sql, Duration timeout)
      throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(
            "SET LOCAL statement_timeout = "
                + timeout.toMillis()
                + "; SET LOCAL enable_seqscan = off; SET LOCAL jit = off; "
                + sql.text());
    sql.bind(statement);
    return statement;
  }

  private static ResultSet answer(PreparedStatement statement) throws SQLException {
    boolean isResult = statement.execute();
    while (!isResult && statement.getUpdateCount() >= 0) {
      isResult = statement.getMoreResults();
    }
    return statement.getResultSet();
  }

  /**
   * Reads in a transaction, which is rolled back at its end.
   *
   * @throws StoreUnavailableException if the database does not answer
   * @throws io.tidemark.query.problem.ProblemException if a statement has taken too long
   */
  public <T> T read(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      T value = work.with(connection);
      connection.rollback();
      return value;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /**
   * Writes in a transaction, which is committed at its end.
   *
   * @throws StoreUnavailableException if the database does not answer, or refuses
   */
  public <T> T write(Work<T> work) {
    try (Connection connection = pool.getConnection()) {
      connection.setReadOnly(false);
      try (PreparedStatement statement =
          connection.prepareStatement(
              "SET LOCAL statement_timeout = " + settings.statementTimeout().toMillis())) {
        statement.execute();
      }
      T value = work.with(connection);
      connection.commit();
      return value;
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  /**
   * Checks that the database has the schema of this version.
   *
   * @throws IllegalStateException if it has another or none, with one sentence that says what to do
   * @throws StoreUnavailableException if the database does not answer
   */
  public void checkVersion() {
    int found;
    try {
      found = read(Database::version);
    } catch (StoreUnavailableException e) {
      if (e.getCause() instanceof SQLException sql && MISSING_TABLE.equals(sql.getSQLState())) {
        throw new IllegalStateException(
            "database " + settings + " has no tables of Tidemark: run ./tidemark migrate", e);
      }
      throw e;
    }
    if (found > VERSION) {
      throw new IllegalStateException(
          "database %s has schema version %d of a newer Tidemark, this one knows version %d: use the newer one"
              .formatted(settings, found, VERSION));
    }
    if (found < VERSION) {
      throw new IllegalStateException(
          "database %s has schema version %d, this version needs %d: run ./tidemark migrate"
              .formatted(settings, found, VERSION));
    }
  }

  private static int version(Connection connection) throws SQLException {
    Sql newest =
        new Sql()
            .add("SELECT max(version::int) FROM tidemark_schema_history")
            .add(" WHERE success AND version ~ '^[0-9]+$'");
    return ask(
        connection,
        newest,
        Duration.ofSeconds(2),
        rows -> {
          rows.next();
          return rows.getInt(1);
        });
  }

  private RuntimeException failure(SQLException e) {
    if (TIMED_OUT.equals(e.getSQLState())) {
      return Problem.of(
              ProblemType.QUERY_TOO_WIDE,
              "the database was not done in time; ask for less time, one key, or fewer rows")
          .exception();
    }
    return new StoreUnavailableException(
        "database " + settings + ": " + String.valueOf(e.getMessage()).replaceAll("\\s+", " "), e);
  }

  @Override
  public void close() {
    pool.close();
  }
}
