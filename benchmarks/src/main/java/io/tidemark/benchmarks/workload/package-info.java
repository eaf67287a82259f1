/**
 * What is computed, for every system alike: the events of a workload, their rows, and the truth
 * that the rows of each system are compared with.
 */
package io.tidemark.benchmarks.workload;
