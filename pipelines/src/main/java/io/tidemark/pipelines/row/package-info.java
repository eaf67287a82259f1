/**
 * What does a row look like? A {@link io.tidemark.pipelines.row.Table} defines its columns once;
 * PostgreSQL and Kafka both take names, order and values from it.
 *
 * <p>{@link io.tidemark.pipelines.row.Table#row} makes a {@link io.tidemark.pipelines.row.Row} of a
 * change, and {@link io.tidemark.pipelines.row.RowJson} writes it as JSON. How rows are written to
 * a database or a topic is decided in the sinks.
 */
package io.tidemark.pipelines.row;
