/**
 * How does the pipeline run on Apache Flink, embedded in one process or on a cluster? {@link
 * io.tidemark.runners.flink.FlinkMain} starts it; {@link io.tidemark.runners.flink.FlinkProfile}
 * has the settings with the reason for each.
 *
 * <p>What is computed does not depend on the runner.
 */
package io.tidemark.runners.flink;
