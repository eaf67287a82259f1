package io.tidemark.pipelines.sink.postgres;

import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What a person can do about a failure that the database reports. */
final class Remedy {

  private static final String MIGRATE =
      "the database lacks what this version needs, which './tidemark migrate --jdbcUrl=…' adds";
  private static final String LOGIN =
      "the server does not accept this user or password; check --jdbcUser, --jdbcPasswordFile and"
          + " pg_hba.conf";
  private static final String PREPARED =
      "a pooler mixes prepared statements of its clients; leave prepareThreshold out of the URL, or"
          + " set it to 0";
  private static final String TIME_LIMIT =
      "the server ended the statement or transaction, as its limits of time say; if it goes on,"
          + " raise them for this role: ALTER ROLE … SET statement_timeout = '1min'";

  private static final Map<String, String> BY_STATE =
      Map.ofEntries(
          Map.entry("08004", "the server refused the connection; check user, password and SSL"),
          Map.entry("25006", "the server takes no writes, as a standby does; it is waited for"),
          Map.entry("25P03", TIME_LIMIT),
          Map.entry("25P04", TIME_LIMIT),
          Map.entry("57014", TIME_LIMIT),
          Map.entry("26000", PREPARED),
          Map.entry("42P05", PREPARED),
          Map.entry("28000", LOGIN),
          Map.entry("28P01", LOGIN),
          Map.entry(
              "3D000",
              "there is no such database; create it, then './tidemark migrate --jdbcUrl=…'"),
          Map.entry("3F000", MIGRATE),
          Map.entry("42P01", MIGRATE),
          Map.entry("42883", MIGRATE),
          Map.entry("42703", MIGRATE),
          Map.entry("42P10", MIGRATE),
          Map.entry("53100", "the server's disk is full; free space there, it is waited for"),
          Map.entry("53200", "the server is out of memory; it is waited for"),
          Map.entry(
              "53300", "the server has no connection left; raise max_connections or use a pooler"),
          Map.entry("57P04", "the database was dropped"),
          Map.entry("XX001", "the server finds its data damaged; restore a backup"),
          Map.entry("XX002", "the server finds an index damaged; REINDEX it"));

  /** As a server whose messages are in English says it. */
  private static final Pattern DENIED = Pattern.compile("permission denied for (\\w+) (\\S+)");

  private static final Map<String, String> GRANTS =
      Map.of(
          "table", "GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s",
          "view", "GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %s",
          "schema", "GRANT USAGE ON SCHEMA %s TO %s (to migrate: USAGE, CREATE)",
          "function", "GRANT EXECUTE ON FUNCTION %s TO %s",
          "database", "GRANT CONNECT ON DATABASE %s TO %s");

  private Remedy() {}

  /**
   * Returns a clause for the failure's SQLSTATE, without a full stop; null if the server's own
   * words are all there is to say.
   *
   * @param role the role that is connected, for the privileges it lacks
   */
  static @Nullable String of(SQLException failure, String role) {
    String state = failure.getSQLState();
    if (state == null) {
      return null;
    }
    return "42501".equals(state) ? grant(failure, role) : BY_STATE.get(state);
  }

  private static String grant(SQLException failure, String role) {
    Matcher denied = DENIED.matcher(String.valueOf(failure.getMessage()));
    if (denied.find() && GRANTS.containsKey(denied.group(1))) {
      String object = denied.group(2).lines().findFirst().orElse("");
      return "role %s lacks a privilege, which the owner gives: %s"
          .formatted(role, GRANTS.get(denied.group(1)).formatted(object, role));
    }
    return "role %s lacks a privilege; the database part of docs/operations.md has the grants"
        .formatted(role);
  }
}
