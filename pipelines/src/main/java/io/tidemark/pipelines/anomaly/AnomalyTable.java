package io.tidemark.pipelines.anomaly;

import io.tidemark.pipelines.row.Table;
import java.util.List;

/** {@code anomaly}: one row for each incident of a metric of a series, at its first window. */
public final class AnomalyTable {

  private AnomalyTable() {}

  /** The table for keys of these dimensions, in this order. */
  public static Table<Anomaly> create(List<String> dimensions) {
    return Table.<Anomaly>named("anomaly", dimensions)
        .withKey()
        .withKeyText("metric", Anomaly::metric)
        .withWindow()
        .withDouble("value", Anomaly::value)
        .withDouble("baseline_mean", Anomaly::baselineMean)
        .withDouble("baseline_stddev", Anomaly::baselineStddev)
        .withDouble("z_score", Anomaly::zScore)
        .withText("severity", Anomaly::severity)
        .withInsertedAt("detected_at")
        .withVersion()
        .withTime("incident_end", Anomaly::incidentEndMillis)
        .withText("explanation", Anomaly::explanation);
  }
}
