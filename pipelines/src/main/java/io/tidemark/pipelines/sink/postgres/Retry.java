package io.tidemark.pipelines.sink.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.util.Sleeper;
import org.joda.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a transaction while the database is away or busy.
 *
 * <p>It waits 100, 200, 400 ms and so on between attempts, at most 5 s, and throws once {@code
 * giveUpAfter} has passed since the first failure. Nothing is lost by waiting: the bundle is not
 * finished, so the runner holds its input back, or repeats it if this worker dies.
 */
final class Retry {

  private static final Logger LOG = LoggerFactory.getLogger(Retry.class);
  private static final long FIRST_WAIT_MILLIS = 100;
  private static final long LONGEST_WAIT_MILLIS = 5_000;

  private final Duration giveUpAfter;
  private final LongSupplier clockMillis;
  private final Sleeper sleeper;
  private final Runnable onRetry;
  private final String role;

  /**
   * Creates the retry.
   *
   * @param giveUpAfter how long attempts are repeated after the first failure
   * @param clockMillis a clock that never goes back, in milliseconds
   * @param sleeper waits between attempts
   * @param onRetry called before each attempt but the first
   * @param role the role that is connected, for messages
   */
  Retry(
      Duration giveUpAfter,
      LongSupplier clockMillis,
      Sleeper sleeper,
      Runnable onRetry,
      String role) {
    this.giveUpAfter = giveUpAfter;
    this.clockMillis = clockMillis;
    this.sleeper = sleeper;
    this.onRetry = onRetry;
    this.role = role;
  }

  /** Returns a retry for this database, with the monotonic clock of the machine. */
  static Retry of(JdbcConfig database, Runnable onRetry) {
    return forUpTo(database.giveUpAfter(), onRetry, database.role());
  }

  static Retry forUpTo(Duration giveUpAfter, Runnable onRetry, String role) {
    return new Retry(
        giveUpAfter, () -> System.nanoTime() / 1_000_000, Sleeper.DEFAULT, onRetry, role);
  }

  /** A transaction that may be attempted several times. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws SQLException, IOException;
  }

  /**
   * Runs the transaction until it succeeds, and returns its result.
   *
   * @throws SQLException if it fails for another reason than a database that is away or busy, or
   *     the time is over
   */
  <T> T run(Attempt<T> attempt) throws SQLException, IOException {
    long wait = FIRST_WAIT_MILLIS;
    long firstFailure = 0;
    for (int attempts = 1; ; attempts++) {
      try {
        return attempt.run();
      } catch (SQLException e) {
        SqlFailure failure = SqlFailure.of(e);
        if (failure != SqlFailure.CONNECTION && failure != SqlFailure.CONTENTION) {
          throw withRemedy(e);
        }
        long now = clockMillis.getAsLong();
        firstFailure = attempts == 1 ? now : firstFailure;
        giveUpIfDue(now - firstFailure, attempts, e);
        warn(withRemedy(e), failure, attempts, wait);
        sleep(wait);
        onRetry.run();
        wait = Math.min(wait * 2, LONGEST_WAIT_MILLIS);
      }
    }
  }

  private static void warn(SQLException e, SqlFailure failure, int attempts, long wait) {
    LOG.warn(
        "{} (SQLSTATE {}, {}), attempt {}, next in {} ms",
        e.getMessage(),
        e.getSQLState(),
        failure,
        attempts,
        wait);
  }

  private SQLException withRemedy(SQLException failure) {
    String remedy = Remedy.of(failure, role);
    return remedy == null
        ? failure
        : new SQLException(
            "PostgreSQL: " + remedy + ": " + failure.getMessage(), failure.getSQLState(), failure);
  }

  private void giveUpIfDue(long elapsed, int attempts, SQLException cause) throws SQLException {
    if (elapsed >= giveUpAfter.getMillis()) {
      throw new SQLException(
          "PostgreSQL: gave up after %d attempts in %d ms (at most %d ms): %s"
              .formatted(
                  attempts, elapsed, giveUpAfter.getMillis(), withRemedy(cause).getMessage()),
          cause.getSQLState(),
          cause);
    }
  }

  private void sleep(long millis) throws IOException {
    try {
      sleeper.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for PostgreSQL", e);
    }
  }
}
