package io.tidemark.runners.launch;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.JobListener;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Receives the client of each job that embedded Flink starts, because Beam's runner does not hand
 * it on. Flink makes an instance by the name of the class, so the clients are static.
 */
public final class SubmittedJobs implements JobListener {
  private static final Map<JobID, JobClient> CLIENTS = new ConcurrentHashMap<>();

  /** Returns the client of a job that was submitted, once. */
  static JobClient take(JobID job) {
    JobClient client = CLIENTS.remove(job);
    if (client == null) {
      throw new IllegalStateException("job " + job + " was not submitted to embedded Flink");
    }
    return client;
  }

  @Override
  public void onJobSubmitted(@Nullable JobClient client, @Nullable Throwable failure) {
    if (client != null) {
      CLIENTS.put(client.getJobID(), client);
    }
  }

  @Override
  public void onJobExecuted(@Nullable JobExecutionResult result, @Nullable Throwable failure) {}
}
