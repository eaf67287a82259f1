package io.tidemark.pipelines.sink.postgres;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.row.Load;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.hash.Hashing;
import org.joda.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterWriterTest {

  private static final long NOW = Instant.parse("2026-01-07T08:09:10.011Z").toEpochMilli();

  private static final String EMPTY_HASH = hash(new byte[0]);

  private static Postgres postgres;
  private final AtomicInteger retries = new AtomicInteger();

  @BeforeAll
  static void start() throws IOException {
    postgres = Postgres.migrated();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @BeforeEach
  void emptyTable() throws SQLException {
    postgres.execute("TRUNCATE dead_letter, health_window");
  }

  private DeadLetterWriter writer(long now) {
    return new DeadLetterWriter(
        postgres::connection,
        Retry.forUpTo(Duration.standardSeconds(10), retries::incrementAndGet, "postgres"),
        () -> now,
        "host/1");
  }

  private static String hash(byte[] original) {
    return "%016x".formatted(Hashing.farmHashFingerprint64().hashBytes(original).asLong());
  }

  private static DeadLetter letter(long offset, byte[] original, Long eventTime) {
    return new DeadLetter(
        Reason.LATE, "Performance/LATE", "too\0late", original, eventTime, "perf", 3, offset, 1);
  }

  @Test
  void everyFactIsKeptAndTheBytesAreIntact() throws Exception {
    byte[] original = new byte[256];
    for (int i = 0; i < 256; i++) {
      original[i] = (byte) i;
    }
    writer(NOW)
        .write(List.of(letter(7, original, 1_767_614_400_123L), letter(8, new byte[0], null)));

    assertThat(
        postgres.query("SELECT * FROM dead_letter ORDER BY id"),
        contains(
            "perf/3/7/Performance/LATE/"
                + hash(original)
                + "|2026-01-07 08:09:10.011+00|LATE|Performance/LATE|"
                + "too\\u0000late|\\x"
                + java.util.HexFormat.of().formatHex(original)
                + "|2026-01-05 12:00:00.123+00|perf|3|7|1|host/1",
            "perf/3/8/Performance/LATE/"
                + EMPTY_HASH
                + "|2026-01-07 08:09:10.011+00|LATE|Performance/LATE|"
                + "too\\u0000late|\\x|null|perf|3|8|1|host/1"));
  }

  @Test
  void replayInAnotherWeekAddsNothing() throws Exception {
    List<DeadLetter> letters = List.of(letter(1, new byte[] {0}, null), letter(2, new byte[0], 5L));
    long later = NOW + Duration.standardDays(30).getMillis();

    assertThat(writer(NOW).write(letters), is(2L));
    assertThat(writer(later).write(letters), is(0L));
    assertThat(
        writer(later).write(List.of(letters.get(0), letter(3, new byte[0], 5L), letters.get(1))),
        is(1L));

    assertThat(
        postgres.query("SELECT id, recorded_at::date FROM dead_letter ORDER BY id"),
        contains(
            "perf/3/1/Performance/LATE/" + hash(new byte[] {0}) + "|2026-01-07",
            "perf/3/2/Performance/LATE/" + EMPTY_HASH + "|2026-01-07",
            "perf/3/3/Performance/LATE/" + EMPTY_HASH + "|2026-02-06"));
  }

  @Test
  void writersOfTheSameLettersAtOnceAddEachOnce() throws Exception {
    List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      long now = NOW + t;
      threads.add(
          new Thread(
              () -> {
                try {
                  for (int batch = 0; batch < 10; batch++) {
                    List<DeadLetter> letters = new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                      letters.add(letter(batch * 50L + i, new byte[] {1}, null));
                    }
                    writer(now).write(letters);
                  }
                } catch (SQLException | IOException e) {
                  failures.add(e);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failures, empty());
    assertThat(
        postgres.query("SELECT count(*), count(DISTINCT id) FROM dead_letter"),
        contains("500|500"));
  }

  @Test
  void eventTimesThatNoDatabaseHoldsAreMovedToTheNearestItDoes() throws Exception {
    writer(NOW).write(List.of(letter(1, new byte[0], Long.MIN_VALUE / 1000)));
    writer(NOW).write(List.of(letter(2, new byte[0], Long.MAX_VALUE)));

    assertThat(
        postgres.query("SELECT event_time FROM dead_letter ORDER BY id"),
        contains("-infinity", "294276-12-31 23:59:59.999+00"));
  }

  @Test
  void weekDroppedUnderTheWriterIsMadeAgain() throws Exception {
    DeadLetterWriter writer = writer(NOW);
    writer.write(List.of(letter(1, new byte[0], null)));
    postgres.execute("DROP TABLE dead_letter_w20260105");

    assertThat(writer.write(List.of(letter(2, new byte[0], null))), is(1L));
    assertThat(retries.get(), is(1));
  }

  @Test
  void retentionDropsWeeksThatAreWhollyOlder() throws Exception {
    long day = Duration.standardDays(1).getMillis();
    writer(NOW).write(List.of(letter(1, new byte[0], null)));
    writer(NOW - 100 * day).write(List.of(letter(2, new byte[0], null)));
    RowWriter<Load> rows =
        postgres.writer(Load.TABLE, null, Retry.forUpTo(Duration.ZERO, () -> {}, "postgres"));
    // 2025-10-05 is the Sunday that ends a week; the next day starts one.
    long monday = Instant.parse("2025-10-06T00:00:00Z").toEpochMilli();
    for (long start : List.of(0L, 1_700_000_000_000L, monday - 1, monday, NOW, NOW + 3650 * day)) {
      rows.write(
          List.of(Load.row("a", io.tidemark.change.ChangeKind.INSERT, Load.of(1), start, 1)));
    }
    Instant now = Instant.ofEpochMilli(monday).plusSeconds(90 * 86_400);

    List<String> dropped = Retention.dropExpired(postgres.config(), Duration.standardDays(90), now);

    assertThat(
        dropped,
        containsInAnyOrder(
            "health_window_before_2020",
            "health_window_w20231113",
            "health_window_w20250929",
            "dead_letter_w20250929"));
    assertThat(
        postgres.query("SELECT window_start FROM health_window ORDER BY 1"),
        contains(
            "2025-10-06 00:00:00+00", "2026-01-07 08:09:10.011+00", "2036-01-05 08:09:10.011+00"));
    assertThat(
        postgres.query("SELECT id FROM dead_letter"),
        contains("perf/3/1/Performance/LATE/" + EMPTY_HASH));
  }

  @Test
  void migratingAgainChangesNothing() {
    assertThat(Migrations.migrate(postgres.config()), is(0));
  }

  @Test
  void pipelineRecordsEachDeadLetterOnce() throws Exception {
    TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);
    DeadLetter one = letter(1, new byte[] {1}, null);
    pipeline
        .apply(
            Create.of(one, one, letter(2, new byte[] {2}, 5L))
                .withCoder(io.tidemark.pipelines.deadletter.DeadLetterCoder.of()))
        .apply(WriteDeadLetters.to(postgres.config()));
    pipeline.run().waitUntilFinish();

    assertThat(
        postgres.query("SELECT \"offset\", original_event FROM dead_letter ORDER BY 1"),
        contains("1|\\x01", "2|\\x02"));
  }

  @Test
  void otherContentFromTheSamePlaceIsAnotherLetter() throws Exception {
    DeadLetterWriter writer = writer(NOW);
    writer.write(List.of(letter(1, new byte[] {1}, null)));

    assertThat(writer.write(List.of(letter(1, new byte[] {2}, null))), is(1L));
    assertThat(writer.write(List.of(letter(1, new byte[] {1}, null))), is(0L));
    assertThat(
        postgres.query("SELECT original_event FROM dead_letter ORDER BY 1"),
        contains("\\x01", "\\x02"));
  }

  @Test
  void namesThatAreTooLongForAnIndexAreCutAndStayApart() throws Exception {
    String path = Poison.incompressible(40_000, 3);
    List<DeadLetter> letters = new ArrayList<>();
    for (String topic : List.of(path + "a", path + "b", "short")) {
      letters.add(
          new DeadLetter(
              Reason.INVALID, "Decode", path + "\0", new byte[] {7}, null, topic, 0, 1, 0));
    }

    assertThat(writer(NOW).write(letters), is(3L));
    assertThat(writer(NOW).write(letters), is(0L));
    assertThat(
        postgres.query(
            "SELECT max(octet_length(id)), max(octet_length(topic)), max(octet_length(error)),"
                + " count(DISTINCT topic) FROM dead_letter"),
        contains("2000|4094|8192|3"));
  }

  @Test
  void aLetterThatATriggerRefusesCostsNoOther() throws Exception {
    postgres.execute(
        "ALTER TABLE dead_letter ADD CONSTRAINT odd CHECK (\"offset\" <> 3) NOT VALID");
    try {
      List<DeadLetter> letters = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        letters.add(letter(i, new byte[0], null));
      }
      assertThat(writer(NOW).write(letters), is(7L));
    } finally {
      postgres.execute("ALTER TABLE dead_letter DROP CONSTRAINT odd");
    }
  }
}
