package io.tidemark.pipelines.sink.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.postgresql.util.PSQLException;

/** What the failure of a statement calls for. */
enum SqlFailure {
  /**
   * The server cannot be reached or takes no statements now. Trying again helps, perhaps after
   * long.
   */
  CONNECTION,
  /**
   * Another transaction was in the way, or a partition was dropped meanwhile. Trying again helps.
   */
  CONTENTION,
  /** The content of a row was refused (SQLSTATE class 22 or 23). Trying again does not help. */
  CONTENT,
  /** A wrong password, a missing table or a defect: a person must act. */
  FATAL;

  private static final String NO_PARTITION = "23514";
  private static final Set<String> CONNECTION_STATES = Set.of("53300", "25006");
  private static final Set<String> CONTENTION_STATES = Set.of("40001", "40P01", "55P03");

  /** A table, function or column is missing. */
  private static final Set<String> SCHEMA_STATES = Set.of("42P01", "42883", "42703");

  /** Returns what the failure calls for, judged by its SQLSTATE and those of its causes. */
  static SqlFailure of(SQLException failure) {
    SqlFailure outcome = FATAL;
    // A pool wraps the reason in a timeout; a wrong password in it is still fatal.
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

  /**
   * Returns whether the statement found no partition for a row: it was dropped after it was made.
   */
  static boolean isMissingPartition(SQLException failure) {
    // A batch wraps the answer of the server. A failed CHECK has the same state, but a name.
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException answer && answer.getServerErrorMessage() != null) {
        return NO_PARTITION.equals(answer.getSQLState())
            && answer.getServerErrorMessage().getConstraint() == null;
      }
    }
    return false;
  }

  /**
   * Returns whether the statement names something that the database does not have because it was
   * not migrated.
   */
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
