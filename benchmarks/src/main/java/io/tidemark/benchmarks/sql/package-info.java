/** Flink SQL, with Tidemark's accumulators as aggregate functions. */
package io.tidemark.benchmarks.sql;
