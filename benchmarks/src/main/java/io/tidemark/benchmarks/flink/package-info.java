/** Native Flink, as its documentation teaches it and with partial sums before the shuffle. */
package io.tidemark.benchmarks.flink;
