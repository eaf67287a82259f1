package io.tidemark.pipelines.sink.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.postgresql.util.PSQLException;

/** What the failure of a statement calls for. */
enum SqlFailure {
  /**
   * The server cannot be reached or takes no statements now. Trying again helps, perhaps after
   * long.
   */
  CONNECTION,
  /**
   * Another transaction was in the way, a limit of time of the server was reached, or a partition
   * was dropped meanwhile. Trying again helps.
   */
  CONTENTION,
  /**
   * The content of a row was refused, as in SQLSTATE class 22 or 23. Trying again does not help.
   */
  CONTENT,
  /**
   * A wrong password, a missing table or privilege, or a defect: a person must act.
   *
   * @see Remedy
   */
  CONFIGURATION;

  private static final String NO_PARTITION = "23514";

  /** Returns what the failure calls for, judged by its SQLSTATE and those of its causes. */
  static SqlFailure of(SQLException failure) {
    SqlFailure outcome = CONFIGURATION;
    // A pool wraps the reason in a timeout; a wrong password in it still decides.
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

  private static SqlFailure ofState(SQLException failure) {
    if (isMissingPartition(failure) || isOfAnOldPlan(failure)) {
      return CONTENTION;
    }
    return SqlStates.failure(failure.getSQLState());
  }

  /** Returns whether a migration has changed a table since the statement was planned. */
  private static boolean isOfAnOldPlan(SQLException failure) {
    return failure instanceof PSQLException answer
        && answer.getServerErrorMessage() != null
        && "RevalidateCachedQuery".equals(answer.getServerErrorMessage().getRoutine());
  }
}
