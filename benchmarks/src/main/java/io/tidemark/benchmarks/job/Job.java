package io.tidemark.benchmarks.job;

/** A job that runs in this process and reads without end, whatever system computes it. */
public interface Job {
  void cancel() throws Exception;

  boolean hasFailed() throws Exception;
}
