/**
 * What stands, served: an HTTP API over the changelog topics and the tables that the pipelines
 * write. It never asks the job, and has neither Beam nor Flink on its class path.
 *
 * <p>{@code row} has the rows and what is asked of them, {@code feed} follows the topics, {@code
 * tier} holds recent rows in memory, {@code postgres} reads and writes the database, {@code
 * progress} knows what is final, {@code changes} tells subscribers, {@code http} is the API, and
 * {@code serve} puts them together.
 */
package io.tidemark.query;
