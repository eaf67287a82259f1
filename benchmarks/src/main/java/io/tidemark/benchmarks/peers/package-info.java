/**
 * Tidemark beside its peers: the same events from the same broker, the same parser and the same
 * sketch, one result for each key and window, and which job has them sooner and for how much CPU.
 *
 * <p>{@link io.tidemark.benchmarks.peers.SideBySide} runs it. Each side lives in a process of its
 * own that stays warm, and every result is compared with a fold over all events.
 */
package io.tidemark.benchmarks.peers;
