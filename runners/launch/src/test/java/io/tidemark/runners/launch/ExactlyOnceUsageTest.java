package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused before anything starts; no broker listens here. */
class ExactlyOnceUsageTest {

  @ParameterizedTest
  @CsvSource({
    "DIRECT, --maxRecordBytes=9, --changelogDelivery=EXACTLY_ONCE: it must be AT_LEAST_ONCE on the Direct runner",
    "FLINK, --input=nowhere.jsonl, --changelogDelivery=EXACTLY_ONCE: it must be AT_LEAST_ONCE with --input",
    "FLINK, --checkpointingInterval=-1, --checkpointingInterval=-1: it must be longer than 0 ms with"
  })
  void exactlyOnceNeedsCheckpoints(Runner runner, String option, String message) {
    List<String> arguments =
        List.of("--bootstrapServers=127.0.0.1:1", "--changelogDelivery=EXACTLY_ONCE", option);
    UsageException refusal =
        assertThrows(UsageException.class, () -> MainJob.launcher().launch(runner, arguments));
    assertThat(refusal.getMessage(), startsWith(message));
  }
}
