/**
 * Runs every system over the same workload and measures it: the same events from the same broker,
 * the same parser and the same sketch, one result for each key and window.
 *
 * <p>{@link io.tidemark.benchmarks.harness.SideBySide} is the main class. Each system lives in a
 * process of its own that stays warm, and every result is compared with a fold over all events.
 */
package io.tidemark.benchmarks.harness;
