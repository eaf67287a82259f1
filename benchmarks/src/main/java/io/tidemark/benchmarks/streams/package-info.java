/** Kafka Streams. */
package io.tidemark.benchmarks.streams;
