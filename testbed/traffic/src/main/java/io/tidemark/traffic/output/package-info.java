/**
 * Where generated and replayed records go, and how fast: a Kafka cluster or a file, paced or not.
 */
package io.tidemark.traffic.output;
