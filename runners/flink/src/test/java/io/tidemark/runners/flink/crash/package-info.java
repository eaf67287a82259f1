/**
 * A job that is killed and must not show it: deterministic events, the changelog under test, and
 * files that hold each change for good once its bundle is finished.
 */
package io.tidemark.runners.flink.crash;
