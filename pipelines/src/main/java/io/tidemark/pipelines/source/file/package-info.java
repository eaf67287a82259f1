/**
 * How is history read? Files of JSON lines, decoded like records from Kafka, each with its place in
 * the file, so that a bounded run and the stream differ in nothing but their end.
 */
package io.tidemark.pipelines.source.file;
