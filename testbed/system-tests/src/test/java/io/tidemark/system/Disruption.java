package io.tidemark.system;

import java.time.Duration;

/**
 * What may happen to a running job. Each leaves everything as it was before, with the job running
 * again.
 */
enum Disruption {
  TASK_MANAGER("kill -9 of a TaskManager") {
    private int next;

    @Override
    Recovery strike(ClusterRun on) throws Exception {
      int victim = next++ % 2;
      long struck = System.currentTimeMillis();
      on.cluster().killTaskManager(victim);
      long restarted = on.awaitRestartAfter(struck);
      long row = on.awaitRowMadeAfter(restarted);
      on.cluster().startTaskManager(victim);
      on.cluster().awaitTaskManagers();
      return new Recovery(this, struck, restarted, row);
    }
  },
  JOB_MANAGER("kill -9 of the JobManager") {
    @Override
    Recovery strike(ClusterRun on) throws Exception {
      long struck = System.currentTimeMillis();
      on.cluster().killJobManager();
      on.cluster().startJobManager();
      long restarted = on.awaitRestartAfter(struck);
      return new Recovery(this, struck, restarted, on.awaitRowMadeAfter(restarted));
    }
  },
  BROKER("kill -9 of the broker") {
    @Override
    Recovery strike(ClusterRun on) throws Exception {
      long struck = System.currentTimeMillis();
      on.servers().kafka().kill();
      on.servers().kafka().start();
      long back = System.currentTimeMillis();
      return new Recovery(this, struck, back, on.awaitRowMadeAfter(back));
    }
  },
  POSTGRESQL("PostgreSQL gone for 30 s") {
    @Override
    Recovery strike(ClusterRun on) throws Exception {
      long struck = System.currentTimeMillis();
      on.servers().postgresql().stop();
      Thread.sleep(OUTAGE.toMillis());
      on.servers().postgresql().start();
      long back = System.currentTimeMillis();
      return new Recovery(this, struck, back, on.awaitRowMadeAfter(struck));
    }
  };

  private static final Duration OUTAGE = Duration.ofSeconds(30);

  private final String text;

  Disruption(String text) {
    this.text = text;
  }

  /**
   * Strikes, waits for the first row that is committed afterwards, and repairs what it has broken.
   */
  abstract Recovery strike(ClusterRun on) throws Exception;

  /**
   * When a disruption struck and was recovered from, in milliseconds since the epoch.
   *
   * @param disruption what happened
   * @param struck when it struck
   * @param back when the job had restarted, or the server answered again
   * @param row when the first row that the recovered job committed was seen
   */
  record Recovery(Disruption disruption, long struck, long back, long row) {
    long millis() {
      return row - struck;
    }

    @Override
    public String toString() {
      return "%s: back after %.1f s, first row committed after %.1f s"
          .formatted(disruption.text, (back - struck) / 1e3, millis() / 1e3);
    }
  }
}
