/**
 * Where it runs: Apache Flink, embedded in one process or on a cluster.
 *
 * <p>{@link io.tidemark.runners.flink.FlinkMain} starts the pipeline; {@link
 * io.tidemark.runners.flink.FlinkProfile} says with which settings, and why each. What is computed
 * is decided elsewhere: not a line of it differs between runners.
 */
package io.tidemark.runners.flink;
