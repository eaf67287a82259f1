package io.tidemark.pipelines.sink.postgres;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.SocketException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

class RetryTest {

  private final List<Long> waits = new ArrayList<>();
  private long now;
  private int failures;

  private final Retry retry =
      new Retry(
          Duration.standardSeconds(20),
          () -> now,
          millis -> {
            waits.add(millis);
            now += millis;
          },
          () -> {},
          "writer");

  private String failing(int times, SQLException with) throws Exception {
    failures = 0;
    return retry.run(
        () -> {
          if (failures++ < times) {
            throw with;
          }
          return "done";
        });
  }

  @Test
  void lostConnectionIsWaitedForTwiceAsLongEachTimeUpToFiveSeconds() throws Exception {
    assertThat(failing(8, new SQLException("gone", "08006")), is("done"));
    assertThat(waits, contains(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L));
  }

  @Test
  void givesUpByThrowingOnceTheTimeIsOver() {
    SQLException thrown =
        assertThrows(
            SQLException.class, () -> failing(100, new SQLException("shut down", "57P01")));

    assertThat(
        thrown.getMessage(),
        is("PostgreSQL: gave up after 10 attempts in 21300 ms (at most 20000 ms): shut down"));
  }

  @Test
  void refusedContentIsNotTriedAgain() {
    assertThrows(SQLException.class, () -> failing(1, new SQLException("division", "22012")));
    assertThat(waits, empty());
  }

  @Test
  void failuresAreToldApart() {
    assertThat(SqlFailure.of(new SQLException("x", "08003")), is(SqlFailure.CONNECTION));
    assertThat(SqlFailure.of(new SQLException("x", "57P03")), is(SqlFailure.CONNECTION));
    assertThat(SqlFailure.of(new SQLException("x", "53300")), is(SqlFailure.CONNECTION));
    assertThat(SqlFailure.of(new SQLException("x", "40001")), is(SqlFailure.CONTENTION));
    assertThat(SqlFailure.of(new SQLException("x", "40P01")), is(SqlFailure.CONTENTION));
    assertThat(SqlFailure.of(new SQLException("x", "22021")), is(SqlFailure.CONTENT));
    assertThat(SqlFailure.of(new BatchUpdateException("x", "23502", null)), is(SqlFailure.CONTENT));
    assertThat(SqlFailure.of(new SQLException("x", "42P01")), is(SqlFailure.CONFIGURATION));
    assertThat(SqlFailure.of(new SQLException("x", "57014")), is(SqlFailure.CONTENTION));
    assertThat(SqlFailure.of(new SQLException("x")), is(SqlFailure.CONFIGURATION));
    assertThat(
        SqlFailure.of(new SQLException("x", new SocketException("reset"))),
        is(SqlFailure.CONNECTION));
    assertThat(
        SqlFailure.of(new SQLTransientConnectionException("timed out")), is(SqlFailure.CONNECTION));
  }

  @Test
  void wrongPasswordInsideAPoolsTimeOutDecides() {
    SQLException poolTimeOut =
        new SQLTransientConnectionException(
            "not available", new PSQLException("no", PSQLState.INVALID_PASSWORD));

    assertThat(SqlFailure.of(poolTimeOut), is(SqlFailure.CONFIGURATION));
  }

  @Test
  void aFailureThatAPersonMustMendSaysAtOnceWhatToDo() {
    assertThat(
        messageOf("permission denied for table anomaly", "42501"),
        is(
            "PostgreSQL: role writer lacks a privilege, which the owner gives: GRANT SELECT, INSERT,"
                + " UPDATE, DELETE ON anomaly TO writer: permission denied for table anomaly"));
    assertThat(
        messageOf("permission denied for function f", "42501"),
        is(
            "PostgreSQL: role writer lacks a privilege, which the owner gives: GRANT EXECUTE ON"
                + " FUNCTION f TO writer: permission denied for function f"));
    assertThat(
        messageOf("must be owner of table anomaly", "42501"),
        is(
            "PostgreSQL: role writer lacks a privilege; the database part of docs/operations.md has"
                + " the grants: must be owner of table anomaly"));
    assertThat(
        messageOf("relation \"anomaly\" does not exist", "42P01"),
        is(
            "PostgreSQL: the database lacks what this version needs, which './tidemark migrate"
                + " --jdbcUrl=…' adds: relation \"anomaly\" does not exist"));
    assertThat(
        messageOf("no", "28P01"),
        is(
            "PostgreSQL: the server does not accept this user or password; check --jdbcUser,"
                + " --jdbcPasswordFile and pg_hba.conf: no"));
    assertThat(messageOf("syntax error", "42601"), is("syntax error"));
    assertThat(waits, empty());
  }

  @Test
  void whatHealsIsWaitedForAndTheLastMessageSaysWhatToDo() {
    assertThat(
        messageOf("could not extend file", "53100"),
        is(
            "PostgreSQL: gave up after 10 attempts in 21300 ms (at most 20000 ms): PostgreSQL: the"
                + " server's disk is full; free space there, it is waited for: could not extend"
                + " file"));
    assertThat(waits, contains(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L));
  }

  private String messageOf(String message, String state) {
    return assertThrows(SQLException.class, () -> failing(100, new SQLException(message, state)))
        .getMessage();
  }
}
