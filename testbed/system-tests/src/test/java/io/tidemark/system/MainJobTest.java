package io.tidemark.system;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import io.tidemark.servers.LocalServers;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.Generator;
import io.tidemark.traffic.generate.Kind;
import io.tidemark.traffic.output.Pacer;
import io.tidemark.traffic.output.Speed;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sends at least 52,000 generated events through a real broker and the pipeline on embedded Flink
 * into a real database: {@value #RATE} in each second of event time at {@value #SPEED} times its
 * pace, with disorder, stragglers, duplicates and bad records of every kind. Every second droppably
 * late event is held back until all windows have settled; how many of the others are late depends
 * on the pace of the reader.
 *
 * <p>Event times are five minutes in the past. So when no more records come, the watermark passes
 * to the present and every window closes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobTest {
  private static final long EVENTS = 52_000;
  private static final long MOST_EVENTS = 4 * EVENTS;
  private static final double RATE = 800;
  private static final double SPEED = 2.5;
  private static final Duration SETTLING = Duration.ofMinutes(4);
  private static final Duration PUBLISHING = Duration.ofMinutes(2);

  private static final String[][] STREAMS = {
    {"performance", "performance_window"},
    {"sliding", "sliding_window"},
    {"feedback", "feedback_session"},
    {"health", "health_window"}
  };

  private LocalServers servers;
  private StreamRun run;
  private Connection connection;
  private List<Sent> sent;
  private final List<Generated> latecomers = new ArrayList<>();
  private int tooLate;
  private StreamTruth truth;
  private String missing;

  @BeforeAll
  void runUntilEveryWindowHasSettled() throws Exception {
    long start = System.nanoTime();
    servers = LocalServers.start();
    run = StreamRun.start(servers, "main", SmallWindows.OPTIONS);
    connection = run.connect();
    FinalityAudit.begin(connection);
    long first = System.nanoTime();
    sendAll();
    long last = System.nanoTime();
    missing = Deadline.in(SETTLING).await(this::unsettled);
    sendLatecomers();
    missing += Deadline.in(SETTLING).await(this::unsettled);
    long settled = System.nanoTime();
    missing += Deadline.in(PUBLISHING).await(this::unpublished);
    long published = System.nanoTime();
    System.out.printf(
        "MainJobTest: servers and job %.1f s, %,d events sent in %.1f s, settled %.1f s later,"
            + " published %.1f s later; late %s, undecided %d%n",
        (first - start) / 1e9,
        sent.size(),
        (last - first) / 1e9,
        (settled - last) / 1e9,
        (published - settled) / 1e9,
        lateKinds(),
        truth.verdicts().undecided(Feed.PERFORMANCE, "Sliding").size());
  }

  /**
   * Sends all events, and as many more as it takes for half of them to come after on-time panes.
   */
  private void sendAll() throws Exception {
    Instant start = Instant.now().minus(Duration.ofMinutes(5));
    Generator generator = new Generator(SmallWindows.events(MOST_EVENTS, RATE, start));
    Pacer pacer = new Pacer(new Speed(SPEED));
    long enough = MOST_EVENTS;
    for (long i = 0; i < enough; i++) {
      if (enough == MOST_EVENTS && i % 1_000 == 0 && everyTableHasOnTimeRows()) {
        enough = Math.max(EVENTS, i + EVENTS / 2);
      }
      Generated record = generator.next();
      pacer.await(record.arrivalMillis());
      if (record.kind() == Kind.DROPPABLY_LATE && tooLate++ % 2 == 0) {
        latecomers.add(record);
      } else {
        run.send(record);
      }
    }
    sent = run.sent();
  }

  private boolean everyTableHasOnTimeRows() throws SQLException {
    for (String[] stream : STREAMS) {
      if (!TableRows.hasPane(connection, stream[1], "ON_TIME")) {
        return false;
      }
    }
    return true;
  }

  /**
   * Sends the events that are late whatever the pace of this machine, because every window is over.
   */
  private void sendLatecomers() throws Exception {
    latecomers.forEach(run::send);
    sent = run.sent();
  }

  private String unsettled() throws Exception {
    run.check();
    truth = StreamTruth.of(SmallWindows.MODEL, sent, connection);
    return truth.missing(connection);
  }

  private String unpublished() throws Exception {
    run.check();
    if (!run.published().deadLetters().equals(Letter.of(connection))) {
      return "dead letters in the topic as in the table";
    }
    for (String[] stream : STREAMS) {
      if (!unlike(stream[0], stream[1]).isEmpty()) {
        return "changelog " + stream[0] + " as the table";
      }
    }
    return "";
  }

  private List<String> unlike(String stream, String table) throws Exception {
    return TableRows.differences(
        run.published().changes(stream).rows(), TableRows.of(connection, table), Set.of("version"));
  }

  @AfterAll
  void stop() throws Exception {
    try (LocalServers all = servers;
        StreamRun job = run;
        Connection database = connection) {
      // Closed in reverse.
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"performance", "sliding", "feedback", "health"})
  void noRowIsWrittenAgainThatProgressHasCalledFinal(String stream) throws Exception {
    FinalityAudit.Findings found = FinalityAudit.of(connection, stream, 64);
    assertThat(found.finalOnesWritten(), is(empty()));
    assertThat(found.writtenMeanwhile(), is(greaterThan(0)));
  }

  @Test
  void everyEventReachesItsRowsAndTopics() {
    assertThat(missing, is(""));
  }

  @Test
  void everyRowOfPerformanceIsWhatTheModelSays() throws Exception {
    assertThat(truth.performance(connection), is(empty()));
  }

  @Test
  void everyRowOfSlidingWindowsIsWhatTheModelSays() throws Exception {
    assertThat(truth.sliding(connection), is(empty()));
  }

  @Test
  void everyRowOfFeedbackIsWhatTheModelSays() throws Exception {
    assertThat(truth.feedback(connection), is(empty()));
  }

  @Test
  void everyRowOfHealthIsWhatTheModelSays() throws Exception {
    assertThat(truth.health(connection), is(empty()));
  }

  @Test
  void onlyWhatCameDroppablyLateIsADeadLetterForItsLateness() {
    Map<Kind, Long> late = lateKinds();
    assertThat(late.keySet(), is(Set.of(Kind.DROPPABLY_LATE)));
    assertThat(latecomers.size(), is(greaterThan(50)));
    assertThat(late.get(Kind.DROPPABLY_LATE), is(greaterThanOrEqualTo((long) latecomers.size())));
  }

  private Map<Kind, Long> lateKinds() {
    Set<String> late =
        truth.verdicts().letters().stream()
            .filter(letter -> !letter.missed().isEmpty())
            .map(Letter::place)
            .collect(Collectors.toSet());
    return sent.stream()
        .filter(s -> late.contains(s.place()))
        .collect(Collectors.groupingBy(Sent::kind, TreeMap::new, Collectors.counting()));
  }

  @Test
  void everySpoiledRecordIsADeadLetterWithItsReasonAndItsBytes() {
    assertThat(truth.rejections(), is(empty()));
  }

  @Test
  void everyDeadLetterOfALateEventHasItsBytes() {
    assertThat(truth.lateWithOtherBytes(), is(empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "PERFORMANCE, Performance, performance_window",
    "FEEDBACK, Feedback, feedback_session",
    "HEALTH, Health, health_window"
  })
  void readIsAggregatedPlusDuplicatesPlusDeadLetters(Feed feed, String windowing, String table)
      throws Exception {
    List<Sent> read = sent.stream().filter(s -> s.record().feed() == feed).toList();
    long aggregated = TableRows.events(TableRows.of(connection, table));
    long duplicates = read.stream().filter(s -> s.kind() == Kind.DUPLICATE).count();
    long deadLetters = truth.verdicts().setAside(feed, windowing);
    assertThat(aggregated + duplicates + deadLetters, is((long) read.size()));
  }

  @Test
  void deadLettersInTheTopicAreThoseInTheTable() throws Exception {
    assertThat(run.published().deadLetters(), is(equalTo(Letter.of(connection))));
  }

  @ParameterizedTest
  @CsvSource({
    "performance, performance_window",
    "sliding, sliding_window",
    "feedback, feedback_session",
    "health, health_window"
  })
  void changelogConsolidatesToTheTable(String stream, String table) throws Exception {
    assertThat(run.published().changes(stream).broken(), is(empty()));
    assertThat(unlike(stream, table), is(empty()));
  }

  @Test
  void noRowIsEarlyAndSomeWereRevised() throws Exception {
    Map<Object, Integer> panes = new HashMap<>();
    for (String[] stream : STREAMS) {
      TableRows.of(connection, stream[1])
          .values()
          .forEach(row -> panes.merge(row.get("pane"), 1, Integer::sum));
    }
    assertThat(panes.keySet(), is(Set.of("ON_TIME", "LATE")));
  }
}
