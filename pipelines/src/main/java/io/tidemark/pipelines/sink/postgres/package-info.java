/**
 * How do rows get into PostgreSQL, each once and none twice? {@link
 * io.tidemark.pipelines.sink.postgres.WriteRows} applies a changelog to a {@link
 * io.tidemark.pipelines.row.Table}, and {@link
 * io.tidemark.pipelines.sink.postgres.WriteDeadLetters} keeps what was set aside.
 *
 * <p>{@link io.tidemark.pipelines.sink.postgres.Migrations} makes the tables, whose weekly
 * partitions the writers add as they need them, and {@link
 * io.tidemark.pipelines.sink.postgres.Retention} drops old ones. A database that is away is waited
 * for.
 */
package io.tidemark.pipelines.sink.postgres;
