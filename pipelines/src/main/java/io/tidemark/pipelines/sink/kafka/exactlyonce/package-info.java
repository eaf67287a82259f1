/**
 * How is each record published once, also after a crash?
 *
 * <p>{@link io.tidemark.pipelines.sink.kafka.exactlyonce.PublishExactlyOnce} keeps records until
 * the checkpoint that holds them is complete, then publishes them in a transaction of their shard.
 * A {@link io.tidemark.pipelines.sink.kafka.exactlyonce.ShardWriter} stores in the topic's own
 * transaction how far its shard has come, so that a repeated attempt publishes nothing twice.
 */
package io.tidemark.pipelines.sink.kafka.exactlyonce;
