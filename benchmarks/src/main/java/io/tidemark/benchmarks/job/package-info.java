/** What the harness and the systems that it measures share: a run's settings and a job's handle. */
package io.tidemark.benchmarks.job;
