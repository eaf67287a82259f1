package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartReportTest {
  private static final String TRACE =
      """
      java.lang.RuntimeException: Exception occurred while setting the current key context.
      \tat org.apache.beam.Something.run(Something.java:1)
      Caused by: org.apache.beam.sdk.util.UserCodeException: java.lang.IllegalStateException
      \t... 5 more
      Caused by: org.postgresql.util.PSQLException: FATAL: no route to 10.0.0.17?password=hush
      \t... 3 more
      """;

  private final List<String> said = new ArrayList<>();
  private Instant now = Instant.parse("2026-01-05T12:00:00Z");
  private final RestartReport report = new RestartReport(said::add, () -> now);

  @Test
  void theInnermostCauseIsOneLineWithoutSecrets() {
    RestartCause cause = cause(TRACE);
    assertThat(cause.what(), equalTo("PSQLException: FATAL: no route to 10.0.0.17?password=***"));
    assertThat(cause.step(), equalTo("WriteRows -> Publish"));
    assertThat(cause("java.lang.Error\n").what(), equalTo("Error"));
    assertThat(cause("").what(), equalTo("unknown"));
  }

  @Test
  void aCauseIsSaidOnceWhateverNumbersItHas() {
    report.failed(cause(TRACE));
    report.failed(cause(TRACE.replace("10.0.0.17", "10.0.0.18")));
    assertThat(
        said,
        contains(
            startsWith(
                "the job failed and restarts: PSQLException: FATAL: no route to"
                    + " 10.0.0.17?password=*** (in WriteRows -> Publish). ")));
    report.failed(cause("java.lang.OutOfMemoryError: Java heap space\n"));
    assertThat(said.get(1), containsString("TIDEMARK_JAVA_OPTS=-Xmx4g"));
  }

  @Test
  void aCauseThatLastsIsSaidAgainAfterTenMinutesWithACount() {
    for (int restart = 0; restart <= 20; restart++) {
      report.failed(cause(TRACE));
      now = now.plus(Duration.ofMinutes(1));
    }
    assertThat(said, hasSize(4));
    assertThat(said.get(1), containsString("restarted 3 times without a checkpoint in between"));
    assertThat(
        said.get(2),
        startsWith(
            "the job failed and restarts, 10 times more for one cause since 2026-01-05T12:00:00Z:"
                + " PSQLException"));
    assertThat(said.get(3), containsString(", 20 times more "));
  }

  @Test
  void aCompletedCheckpointEndsIt() {
    report.failed(cause(TRACE));
    report.checkpoints(new FlinkRest.Checkpoints(1, 0, 0, ""));
    report.checkpoints(new FlinkRest.Checkpoints(2, 0, 0, ""));
    assertThat(
        said.subList(1, said.size()), contains("the job works again: a checkpoint is complete"));
    report.failed(cause(TRACE));
    assertThat(said.get(2), startsWith("the job failed and restarts: PSQLException"));
  }

  @Test
  void aCheckpointThatFailsIsSaidOnce() {
    String why = "Size of the state is larger than the maximum permitted memory-backed state.";
    report.checkpoints(new FlinkRest.Checkpoints(0, 1, 1, why));
    report.checkpoints(new FlinkRest.Checkpoints(0, 1, 1, why));
    report.checkpoints(new FlinkRest.Checkpoints(0, 2, 2, why));
    assertThat(said, contains(startsWith("checkpoint 1 failed: " + why)));
  }

  @Test
  void aCheckpointThatARestartEndsIsNoFailureOfItsOwn() {
    report.checkpoints(new FlinkRest.Checkpoints(0, 1, 1, "Checkpoint Coordinator is suspending."));
    report.checkpoints(new FlinkRest.Checkpoints(0, 2, 0, ""));
    assertThat(said, hasSize(0));
  }

  private static RestartCause cause(String trace) {
    return RestartCause.of(1, "WriteRows -> Publish (2/4) - execution #7", trace);
  }
}
