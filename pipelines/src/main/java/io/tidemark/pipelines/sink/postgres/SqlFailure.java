package io.tidemark.pipelines.sink.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.postgresql.util.PSQLException;

/** What a failed statement calls for. */
enum SqlFailure {
  /** The server cannot be reached or does not take statements now: try again, for long. */
  CONNECTION,
  /** Another transaction was in the way, or a partition was dropped meanwhile: try again. */
  CONTENTION,
  /** The content of a row was refused (SQLSTATE class 22 or 23): trying again is of no use. */
  CONTENT,
  /** A wrong password, a missing table, a bug: a person must act. */
  FATAL;

  private static final String NO_PARTITION = "23514";
  private static final Set<String> CONNECTION_STATES = Set.of("53300", "25006");
  private static final Set<String> CONTENTION_STATES = Set.of("40001", "40P01", "55P03");

  /** No such table, function, column. */
  private static final Set<String> SCHEMA_STATES = Set.of("42P01", "42883", "42703");

  static SqlFailure of(SQLException failure) {
    SqlFailure outcome = FATAL;
    // A pool wraps why it has no connection: a wrong password inside a time-out is still fatal.
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof SQLTransientConnectionException) {
        outcome = CONNECTION;
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        SqlFailure byState = ofState(sql);
        if (byState != CONNECTION) {
          return byState;
        }
        outcome = CONNECTION;
      }
    }
    return outcome;
  }

  /** Whether the statement found no partition for a row: it has been dropped since it was made. */
  static boolean isMissingPartition(SQLException failure) {
    // A batch wraps the server's answer. A CHECK that failed has the same state, and a name.
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException answer && answer.getServerErrorMessage() != null) {
        return NO_PARTITION.equals(answer.getSQLState())
            && answer.getServerErrorMessage().getConstraint() == null;
      }
    }
    return false;
  }

  /** Whether the statement names what the database does not have: it was not migrated. */
  static boolean isOfAnotherSchema(SQLException failure) {
    return failure.getSQLState() != null && SCHEMA_STATES.contains(failure.getSQLState());
  }

  private static SqlFailure ofState(SQLException failure) {
    String state = failure.getSQLState();
    if (isMissingPartition(failure) || CONTENTION_STATES.contains(state)) {
      return CONTENTION;
    }
    if (state.startsWith("22") || state.startsWith("23")) {
      return CONTENT;
    }
    boolean connection =
        state.startsWith("08") || state.startsWith("57P0") || CONNECTION_STATES.contains(state);
    return connection ? CONNECTION : FATAL;
  }
}
