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
          () -> {});

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
    assertThat(SqlFailure.of(new SQLException("x", "42P01")), is(SqlFailure.FATAL));
    assertThat(SqlFailure.of(new SQLException("x")), is(SqlFailure.FATAL));
    assertThat(
        SqlFailure.of(new SQLException("x", new SocketException("reset"))),
        is(SqlFailure.CONNECTION));
    assertThat(
        SqlFailure.of(new SQLTransientConnectionException("timed out")), is(SqlFailure.CONNECTION));
  }

  @Test
  void wrongPasswordInsideAPoolsTimeOutIsFatal() {
    SQLException poolTimeOut =
        new SQLTransientConnectionException(
            "not available", new PSQLException("no", PSQLState.INVALID_PASSWORD));

    assertThat(SqlFailure.of(poolTimeOut), is(SqlFailure.FATAL));
  }
}
