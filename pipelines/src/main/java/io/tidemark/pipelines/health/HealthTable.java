package io.tidemark.pipelines.health;

import io.tidemark.pipelines.row.Table;
import java.util.List;

/** {@code health_window}: one row for each component and window. */
public final class HealthTable {

  private HealthTable() {}

  /** The table, with the columns of {@link HealthStats}. */
  public static Table<HealthStats> create() {
    return Table.<HealthStats>named("health_window", List.of("component"))
        .withKey()
        .withDimension("component")
        .withDimensions()
        .withWindow()
        .withPane()
        .withLong("events", HealthStats::events)
        .withText("status", HealthStats::status)
        .withDouble("cpu_usage_avg", HealthStats::cpuUsageAvg)
        .withDouble("cpu_usage_max", HealthStats::cpuUsageMax)
        .withDouble("memory_usage_max_bytes", HealthStats::memoryUsageMaxBytes)
        .withDouble("active_requests_avg", HealthStats::activeRequestsAvg)
        .withDouble("queue_depth_max", HealthStats::queueDepthMax)
        .withDouble("error_rate_avg", HealthStats::errorRateAvg)
        .withUpdatedAt("updated_at")
        .withVersion();
  }
}
