/**
 * What has arrived, and up to which event time is the input complete? Reads one Kafka topic,
 * decodes each record once where it was fetched, and keeps the event-time watermark of each
 * partition.
 *
 * <p>Nothing here connects to a broker before the pipeline runs, and no secret enters the graph of
 * the pipeline: consumer properties are read from their file where the consumer is made.
 */
package io.tidemark.pipelines.source.kafka;
