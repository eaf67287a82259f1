package io.tidemark.pipelines.sink.postgres;

import java.util.Map;

/**
 * What each SQLSTATE of PostgreSQL, of its driver and of PgBouncer calls for.
 *
 * <p>The first two characters of a state are its class, which decides unless the state itself is
 * listed. A state of an unknown class is {@link SqlFailure#CONFIGURATION}: a person looks at it,
 * rather than that a row is set aside or a defect is repeated without end.
 */
final class SqlStates {

  private static final Map<String, SqlFailure> CLASSES =
      Map.ofEntries(
          Map.entry("08", SqlFailure.CONNECTION),
          // Raised by a trigger of the operator's own, for one row.
          Map.entry("09", SqlFailure.CONTENT),
          Map.entry("P0", SqlFailure.CONTENT),
          Map.entry("20", SqlFailure.CONTENT),
          Map.entry("21", SqlFailure.CONTENT),
          Map.entry("22", SqlFailure.CONTENT),
          Map.entry("23", SqlFailure.CONTENT),
          Map.entry("27", SqlFailure.CONTENT),
          Map.entry("44", SqlFailure.CONTENT),
          Map.entry("40", SqlFailure.CONTENTION),
          Map.entry("53", SqlFailure.CONNECTION),
          // An index entry or a nesting that is too large.
          Map.entry("54", SqlFailure.CONTENT),
          Map.entry("57", SqlFailure.CONNECTION),
          Map.entry("58", SqlFailure.CONNECTION));

  private static final Map<String, SqlFailure> STATES =
      Map.ofEntries(
          // The server refuses this client: the driver has no password, or no fitting SSL.
          Map.entry("08004", SqlFailure.CONFIGURATION),
          Map.entry("22P04", SqlFailure.CONFIGURATION),
          // The server is a standby, as after a failover, until one is promoted.
          Map.entry("25006", SqlFailure.CONNECTION),
          // The limits of time that a server sets to transactions and statements.
          Map.entry("25P03", SqlFailure.CONTENTION),
          Map.entry("25P04", SqlFailure.CONTENTION),
          Map.entry("57014", SqlFailure.CONTENTION),
          // A pooler has given this client the connection of another one.
          Map.entry("26000", SqlFailure.CONTENTION),
          Map.entry("42P05", SqlFailure.CONTENTION),
          Map.entry("40002", SqlFailure.CONTENT),
          Map.entry("53400", SqlFailure.CONFIGURATION),
          Map.entry("54011", SqlFailure.CONFIGURATION),
          Map.entry("54023", SqlFailure.CONFIGURATION),
          Map.entry("55006", SqlFailure.CONTENTION),
          Map.entry("55P03", SqlFailure.CONTENTION),
          Map.entry("57P04", SqlFailure.CONFIGURATION),
          Map.entry("58P01", SqlFailure.CONFIGURATION),
          Map.entry("58P02", SqlFailure.CONFIGURATION),
          Map.entry("72000", SqlFailure.CONTENTION),
          // Two changed one row of the catalogue, as while privileges are granted.
          Map.entry("XX000", SqlFailure.CONTENTION));

  private SqlStates() {}

  /** Returns what a state of five characters calls for. */
  static SqlFailure failure(String state) {
    SqlFailure ofState = STATES.get(state);
    if (ofState != null) {
      return ofState;
    }
    String ofClass = state.length() < 2 ? state : state.substring(0, 2);
    return CLASSES.getOrDefault(ofClass, SqlFailure.CONFIGURATION);
  }
}
