package io.tidemark.pipelines.sink.postgres;

import static io.tidemark.pipelines.row.Load.MINUTE;
import static io.tidemark.pipelines.row.Load.NOON;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PartitionsTest {

  private static final long WEEK = 7 * 24 * 60 * MINUTE;
  private static final int WEEKS = 300;
  private static final int ROUNDS = 25;
  private static final int READERS = 3;

  /**
   * Readers that have just connected collect the list of partitions, which takes its time with
   * hundreds of them, while a week is attached. Without its announcement 31 of these 75 readers
   * kept a list that lacks it; with one that waits for nobody, 24.
   */
  @Test
  void everySessionSeesTheRowsOfANewWeek() throws Exception {
    List<Long> seen = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(READERS);
    try (Postgres postgres = Postgres.migrated();
        Connection writer = postgres.connection()) {
      Partitions.weekly("health_window")
          .ensure(
              writer,
              IntStream.range(0, WEEKS).mapToObj(i -> week(-1 - i)).collect(Collectors.toSet()));
      Random random = new Random(7);
      for (int round = 0; round < ROUNDS; round++) {
        CyclicBarrier together = new CyclicBarrier(1 + READERS);
        List<Future<Long>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
          readers.add(threads.submit(reader(postgres, week(round), together)));
        }
        together.await(1, MINUTES);
        Thread.sleep(random.nextInt(15));
        insert(writer, week(round));
        together.await(1, MINUTES);
        for (Future<Long> each : readers) {
          seen.add(each.get());
        }
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(Collections.frequency(seen, 1L), is(ROUNDS * READERS));
  }

  private static long week(int number) {
    return NOON + number * WEEK;
  }

  private static void insert(Connection session, long at) throws SQLException {
    Partitions.weekly("health_window").ensure(session, Set.of(at));
    try (Statement statement = session.createStatement()) {
      statement.execute(
          """
          INSERT INTO health_window (key, component, dimensions, window_start, window_end, pane,
            pane_index, events, updated_at, version)
          VALUES ('k', 'c', '{}', to_timestamp(%d), now(), 'ON_TIME', 0, 1, now(), 1)"""
              .formatted(at / 1000));
    }
    session.commit();
  }

  /** How many rows of the week it sees once they stand. */
  private static Callable<Long> reader(Postgres postgres, long at, CyclicBarrier together) {
    return () -> {
      try (Connection session = postgres.connection()) {
        together.await(1, MINUTES);
        rows(session, at);
        together.await(1, MINUTES);
        return rows(session, at);
      }
    };
  }

  private static long rows(Connection session, long at) throws SQLException {
    try (Statement statement = session.createStatement();
        ResultSet count =
            statement.executeQuery(
                "SELECT count(*) FROM health_window WHERE window_start = to_timestamp(%d)"
                    .formatted(at / 1000))) {
      count.next();
      long rows = count.getLong(1);
      session.commit();
      return rows;
    }
  }
}
