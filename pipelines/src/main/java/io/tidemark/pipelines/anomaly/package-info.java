/**
 * Which windows are unusual for their series? {@link io.tidemark.pipelines.anomaly.DetectAnomalies}
 * compares each sliding window with a running baseline of its own series and puts out a changelog
 * of {@link io.tidemark.pipelines.anomaly.Anomaly}.
 *
 * <p>A late correction withdraws or replaces the verdicts that it changes, so that a corrected
 * stream ends with the anomalies of a run over the same events from files.
 */
package io.tidemark.pipelines.anomaly;
