/**
 * A real Flink cluster on loopback for tests: each of its parts a process of its own that can be
 * killed and started again.
 */
package io.tidemark.runners.flink.cluster;
