/**
 * What has arrived, and up to when? Reads one Kafka topic, decodes each record once, and keeps the
 * event-time watermark of each partition.
 *
 * <p>Nothing here connects to a broker before the pipeline runs, and no secret enters the
 * pipeline's graph: consumer properties are read from their file where the consumer is made.
 */
package io.tidemark.pipelines.source.kafka;
