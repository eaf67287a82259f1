/**
 * Waiting until what was received is durable: on Flink, until a checkpoint that holds it is
 * complete.
 */
package io.tidemark.pipelines.checkpoint;
