/**
 * How is the service put together? {@link io.tidemark.pipelines.TidemarkPipeline} joins the input,
 * one transform for each stream, and the sinks; {@link io.tidemark.pipelines.Settings} has the
 * options, parsed and checked.
 *
 * <p>There is only wiring here. What is computed is in the packages of the streams, and how records
 * are read and rows written in those of the sources and sinks.
 */
package io.tidemark.pipelines;
