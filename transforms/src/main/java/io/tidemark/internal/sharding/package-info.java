/**
 * How are the keys of a window operator hosted in a runner's state and timers, at a low cost for
 * each element?
 *
 * <p>Values are batched by shard of their keys ({@link
 * io.tidemark.internal.sharding.BatchByShardFn}), and the keys of a shard share the timers of one
 * stateful step ({@link io.tidemark.internal.sharding.WindowOperatorFn}). Not API.
 */
package io.tidemark.internal.sharding;
