/** Tidemark's own main job, started as the command line starts it. */
package io.tidemark.benchmarks.tidemark;
