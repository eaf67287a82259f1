/**
 * Where do the rows that stand live, and how do they get there whole?
 *
 * <p>A {@link io.tidemark.pipelines.postgres.Table} says once what the columns of a row are, for
 * SQL and for JSON. {@link io.tidemark.pipelines.postgres.WriteRows} applies a changelog to it,
 * {@link io.tidemark.pipelines.postgres.WriteDeadLetters} keeps what was set aside, {@link
 * io.tidemark.pipelines.postgres.Migrations} makes the tables and {@link
 * io.tidemark.pipelines.postgres.Retention} drops what has grown old.
 */
package io.tidemark.pipelines.postgres;
