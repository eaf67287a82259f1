/**
 * How are Kafka's clients configured, and what do they write?
 *
 * <p>{@link io.tidemark.pipelines.sink.kafka.client.KafkaConfig} makes producers and consumers from
 * the options and the user's properties file; a {@link
 * io.tidemark.pipelines.sink.kafka.client.TopicRecord} is one record to be written.
 */
package io.tidemark.pipelines.sink.kafka.client;
