/**
 * How is history read? Files of JSON lines, decoded by the same decoders as records from Kafka,
 * each line with its place in the file.
 *
 * <p>The result is bounded, so its watermark does not move before the end and nothing in it is
 * late. From there on a run over files and a run over topics are the same pipeline.
 */
package io.tidemark.pipelines.source.file;
