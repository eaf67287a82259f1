/**
 * Where do generated and replayed records go, and how fast? {@link
 * io.tidemark.traffic.output.KafkaWriter} sends them to a cluster and {@link
 * io.tidemark.traffic.output.FileWriter} to a file; {@link io.tidemark.traffic.output.Pacer} holds
 * each back until it is due.
 */
package io.tidemark.traffic.output;
