/**
 * Is it safe to act on this element? Holds elements back until what the runner has kept includes
 * them, which on Flink means that a checkpoint with them is complete, so that nothing is published
 * that a restart would take back.
 *
 * <p>{@link io.tidemark.pipelines.checkpoint.AwaitCheckpoint} passes the elements on; a subclass of
 * {@link io.tidemark.pipelines.checkpoint.AwaitCheckpointFn} does something else with them.
 */
package io.tidemark.pipelines.checkpoint;
