/**
 * How do others follow the results? By topics in Kafka that every reader of Debezium understands.
 *
 * <p>{@link io.tidemark.pipelines.sink.kafka.WriteChangelog} publishes each revision with the row
 * before and the row after it, {@link io.tidemark.pipelines.sink.kafka.WriteLatest} only the
 * current row, and {@link io.tidemark.pipelines.sink.kafka.WriteDeadLettersToKafka} what was set
 * aside. Each delivers at least once, or exactly once behind completed checkpoints.
 */
package io.tidemark.pipelines.sink.kafka;
