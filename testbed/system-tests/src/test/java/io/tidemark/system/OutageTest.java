package io.tidemark.system;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.servers.LocalServers;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.Generator;
import io.tidemark.traffic.output.Pacer;
import io.tidemark.traffic.output.Speed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** PostgreSQL goes away under load and comes back. The job waits for it and loses nothing. */
class OutageTest {
  private static final int RATE = 800;

  private final LocalServers servers = LocalServers.start();

  @AfterEach
  void stop() {
    servers.close();
  }

  @Test
  void nothingIsMissingAfterSixSecondsWithoutPostgresql() throws Exception {
    assertNothingIsMissingAfter(Duration.ofSeconds(6));
  }

  /** Needs {@code -Dtidemark.long=true}. */
  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tidemark.long", matches = "true")
  void nothingIsMissingAfterThirtySecondsWithoutPostgresql() throws Exception {
    assertNothingIsMissingAfter(Duration.ofSeconds(30));
  }

  /** Sends events for 6 s before the outage, throughout it, and for 6 s after it. */
  private void assertNothingIsMissingAfter(Duration outage) throws Exception {
    long half = 6L * RATE;
    Instant start = Instant.now().minus(Duration.ofMinutes(5));
    long count = 2 * half + outage.toSeconds() * RATE;
    Generator generator = new Generator(SmallWindows.events(count, RATE, start));
    try (StreamRun run = StreamRun.start(servers, "outage", SmallWindows.OPTIONS)) {
      Pacer pacer = new Pacer(new Speed(1));
      send(run, generator, pacer, half);
      Deadline first = Deadline.in(Duration.ofMinutes(3));
      assertThat(first.await(() -> rows(run) > 0 ? "" : "a first row"), is(""));
      servers.postgresql().stop();
      assertThrows(SQLException.class, () -> run.connect().close());
      send(run, generator, pacer, count - 2 * half);
      servers.postgresql().start();
      long rowsBefore = rows(run);
      send(run, generator, pacer, half);
      assertRowsAreThoseOfTheModel(run, rowsBefore);
    }
  }

  private static void send(StreamRun run, Generator generator, Pacer pacer, long count) {
    for (long i = 0; i < count; i++) {
      Generated record = generator.next();
      pacer.await(record.arrivalMillis());
      run.send(record);
    }
    run.check();
  }

  private static long rows(StreamRun run) throws SQLException {
    try (Connection connection = run.connect()) {
      return TableRows.of(connection, "performance_window").size();
    }
  }

  private static void assertRowsAreThoseOfTheModel(StreamRun run, long rowsBefore)
      throws Exception {
    List<Sent> sent = run.sent();
    long start = System.nanoTime();
    try (Connection connection = run.connect()) {
      String missing =
          Deadline.in(Duration.ofMinutes(3)).await(() -> missing(run, connection, sent));
      StreamTruth truth = StreamTruth.of(SmallWindows.MODEL, sent, connection);
      assertThat(truth.performance(connection), is(empty()));
      assertThat(truth.sliding(connection), is(empty()));
      assertThat(truth.feedback(connection), is(empty()));
      assertThat(truth.health(connection), is(empty()));
      assertThat(missing, is(""));
      assertThat(rows(run), is(greaterThan(rowsBefore)));
    }
    System.out.printf(
        "OutageTest: %,d events, settled %.1f s after the last%n",
        sent.size(), (System.nanoTime() - start) / 1e9);
  }

  private static String missing(StreamRun run, Connection connection, List<Sent> sent)
      throws SQLException {
    run.check();
    return StreamTruth.of(SmallWindows.MODEL, sent, connection).missing(connection);
  }
}
