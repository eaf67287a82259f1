package io.tidemark.pipelines.sink.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.stream.Stream;
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
  /**
   * The content of a row was refused: by its type or a constraint, by a limit of an index, or by a
   * trigger. Trying again does not help.
   */
  CONTENT,
  /** A wrong password, a missing privilege or table, or a defect: a person must act. */
  FATAL;

  private static final String NO_PARTITION = "23514";
  private static final String INSUFFICIENT_PRIVILEGE = "42501";

  /**
   * Besides classes 08 (connection), 53 (resources: full disk, memory, too many connections) and 58
   * (errors of the system): shutdown, recovery, an idle session that was ended, and a standby that
   * is not writable yet.
   */
  private static final Set<String> CONNECTION_STATES =
      Set.of("25006", "57P01", "57P02", "57P03", "57P05");

  /**
   * Besides class 40: a statement or transaction that took too long, which waiting for a lock does,
   * a lock that was not to be had, an object in use, and a prepared statement that a pooler has
   * made or lost on another connection.
   */
  private static final Set<String> CONTENTION_STATES =
      Set.of("57014", "25P03", "25P04", "55P03", "55006", "26000", "42P05");

  /**
   * Besides classes 22 and 23: a row that is too large for its index (54000), or that breaks the
   * check of a view, or that a trigger raises an exception for.
   */
  private static final Set<String> CONTENT_STATES =
      Set.of("21000", "40002", "44000", "54000", "54001", "P0001");

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

  /** Returns whether the user of the connection may not do what the statement does. */
  static boolean lacksPrivilege(SQLException failure) {
    return INSUFFICIENT_PRIVILEGE.equals(failure.getSQLState());
  }

  private static SqlFailure ofState(SQLException failure) {
    String state = failure.getSQLState();
    if (isMissingPartition(failure) || CONTENTION_STATES.contains(state)) {
      return CONTENTION;
    }
    if (CONTENT_STATES.contains(state) || isOfClass(state, "22", "23")) {
      return CONTENT;
    }
    if (isOfClass(state, "40")) {
      return CONTENTION;
    }
    boolean connection = CONNECTION_STATES.contains(state) || isOfClass(state, "08", "53", "58");
    return connection ? CONNECTION : FATAL;
  }

  /** The class of a SQLSTATE is its first two characters. */
  private static boolean isOfClass(String state, String... classes) {
    return Stream.of(classes).anyMatch(state::startsWith);
  }
}
