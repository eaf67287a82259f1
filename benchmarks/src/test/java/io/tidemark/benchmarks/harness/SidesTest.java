package io.tidemark.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.tidemark.benchmarks.job.FirstPoll;
import io.tidemark.benchmarks.job.Job;
import io.tidemark.benchmarks.job.Run;
import io.tidemark.benchmarks.workload.InputTopic;
import io.tidemark.benchmarks.workload.Truth;
import io.tidemark.benchmarks.workload.Workload;
import io.tidemark.benchmarks.workload.Workload.Input;
import io.tidemark.benchmarks.workload.Workload.Kind;
import io.tidemark.servers.EmbeddedKafka;
import io.tidemark.servers.WorkDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every side computes what the fold over all events says, as it must in every run of the benchmark.
 * Needs {@code -Dtidemark.long=true}: five engines in one process, and no part of what ships.
 */
@EnabledIfSystemProperty(named = "tidemark.long", matches = "true")
class SidesTest {
  private static final long EVENTS = 2_000;
  private static final Workload WINDOWS =
      new Workload(
          "both",
          Input.uniform(Kind.REQUEST, EVENTS, 8),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofMinutes(5));
  private static final Workload SESSIONS =
      new Workload(
          "sessions",
          new Input(Kind.FEEDBACK, EVENTS, 100, 0, 0, Duration.ofHours(6)),
          Duration.ZERO,
          Duration.ZERO,
          Duration.ZERO);

  private static WorkDirectory directory;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void fill() {
    directory = WorkDirectory.create();
    kafka = EmbeddedKafka.start(directory);
    for (Workload workload : List.of(WINDOWS, SESSIONS)) {
      InputTopic.fill(kafka, workload.name(), workload);
      InputTopic.fillKeyed(kafka, workload.name(), workload);
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
    directory.close();
  }

  @ParameterizedTest
  @EnumSource
  void windowsAreThoseOfTheFold(SystemUnderTest side) throws Exception {
    rowsAreThoseOfTheFold(side, WINDOWS);
  }

  @ParameterizedTest
  @EnumSource
  void sessionsAreThoseOfTheFold(SystemUnderTest side) throws Exception {
    rowsAreThoseOfTheFold(side, SESSIONS);
  }

  private static void rowsAreThoseOfTheFold(SystemUnderTest side, Workload workload)
      throws Exception {
    String output = workload.name() + "-" + side.name().toLowerCase(Locale.ROOT);
    Run run =
        new Run(
            workload,
            kafka.bootstrapServers(),
            workload.name(),
            output,
            null,
            directory.path().resolve(output).toString());
    try (ResultTopics topics = new ResultTopics(kafka, run)) {
      FirstPoll.reset();
      Job job = side.start(run);
      try {
        long end = topics.await(InputTopic.truth(workload), () -> failed(job));
        assertThat("the first record was seen", FirstPoll.millis(), greaterThan(0L));
        assertThat("no result before an event", end, greaterThan(FirstPoll.millis()));
      } finally {
        job.cancel();
      }
    }
  }

  @Test
  void aMissingRowAndAWrongOneAreFound() {
    Truth truth = InputTopic.truth(WINDOWS);
    Truth other = InputTopic.truth(WINDOWS);
    assertThat(truth.difference(other), is(nullValue()));
    String all = truth.size() + " of " + truth.size() + " rows are missing";
    assertThat(truth.difference(new Truth()), is(all));
    other.put("{\"key\":\"model=x\"}".getBytes(UTF_8), "{\"requests\":1}".getBytes(UTF_8));
    assertThat(truth.difference(other), is("1 rows too many"));
    assertThat(other.difference(truth), is(notNullValue()));
  }

  private static boolean failed(Job job) {
    try {
      return job.hasFailed();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
