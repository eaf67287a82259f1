package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code --runner=dataflow}, whose libraries are not on the class path of the command line. */
class DataflowUsageTest {

  @Test
  void isRefusedWithWhereDataflowJobsAreStarted() {
    UsageException refused =
        assertThrows(
            UsageException.class,
            () ->
                MainJob.launcher()
                    .launch(Runner.DATAFLOW, List.of("--bootstrapServers=broker:9092")));
    assertThat(
        refused.getMessage(),
        is(
            "--runner=dataflow: this command does not have Dataflow's libraries; start the bundle"
                + " of runners/dataflow, or the Flex Template (templates/dataflow/README.md)"));
  }
}
