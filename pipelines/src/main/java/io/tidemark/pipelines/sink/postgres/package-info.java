/**
 * Where do the rows that stand live, and how do they get there whole?
 *
 * <p>A {@link io.tidemark.pipelines.row.Table} says once what the columns of a row are, for SQL and
 * for JSON. {@link io.tidemark.pipelines.sink.postgres.WriteRows} applies a changelog to it, {@link
 * io.tidemark.pipelines.sink.postgres.WriteDeadLetters} keeps what was set aside, {@link
 * io.tidemark.pipelines.sink.postgres.Migrations} makes the tables and {@link
 * io.tidemark.pipelines.sink.postgres.Retention} drops what has grown old.
 */
package io.tidemark.pipelines.sink.postgres;
