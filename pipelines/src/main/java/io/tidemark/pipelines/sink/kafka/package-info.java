/**
 * How do others follow what stands? By topics in Kafka that any reader of Debezium understands.
 *
 * <p>{@link io.tidemark.pipelines.sink.kafka.WriteChangelog} publishes the revisions of a table,
 * each with the row before and after it; {@link io.tidemark.pipelines.sink.kafka.WriteLatest} the
 * row that stands alone; {@link io.tidemark.pipelines.sink.kafka.WriteDeadLettersToKafka} what was
 * set aside.
 */
package io.tidemark.pipelines.sink.kafka;
