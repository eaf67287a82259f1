package io.tidemark.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.runners.flink.cluster.FlinkCluster;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cluster that the crash tests rest on. */
@Tag("crash")
@Timeout(420)
class FlinkClusterIT {

  @Test
  void aKilledTaskManagerComesBackAndClosingLeavesNoProcess() {
    List<Long> processes;
    try (FlinkCluster cluster =
        FlinkCluster.start(Path.of("target", "cluster", "restart"), 2, Map.of())) {
      cluster.killTaskManager(0);
      cluster.startTaskManager(0);
      cluster.awaitTaskManagers();
      processes = cluster.processes();
      assertThat(processes.size(), is(4));
    }
    processes.forEach(FlinkClusterIT::assertEnded);
  }

  private static void assertEnded(long pid) {
    boolean alive = ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    assertThat("process " + pid + " is alive", alive, is(false));
  }
}
