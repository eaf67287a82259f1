package io.tidemark.pipelines.sink.postgres;

import io.tidemark.pipelines.anomaly.Anomaly;
import io.tidemark.pipelines.feedback.FeedbackStats;
import io.tidemark.pipelines.health.HealthStats;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.row.Table;
import java.util.List;

/** The tables of the four computations, and of anomalies. */
public final class Tables {

  private Tables() {}

  /** {@code performance_window}, for keys of these dimensions. */
  public static Table<PerformanceStats> performance(List<String> dimensions) {
    return requests("performance_window", dimensions);
  }

  /** {@code sliding_window}, for keys of these dimensions. */
  public static Table<PerformanceStats> sliding(List<String> dimensions) {
    return requests("sliding_window", dimensions);
  }

  private static Table<PerformanceStats> requests(String name, List<String> dimensions) {
    return Table.<PerformanceStats>named(name, dimensions)
        .withKey()
        .withDimension("model")
        .withDimension("region")
        .withDimensions()
        .withWindow()
        .withPane()
        .withLong("events", PerformanceStats::events)
        .withLong("requests", PerformanceStats::requests)
        .withLong("errors", PerformanceStats::errors)
        .withDouble("error_rate", PerformanceStats::errorRate)
        .withDouble("throughput_qps", PerformanceStats::throughputQps)
        .withDouble("latency_ms_avg", PerformanceStats::latencyMsAvg)
        .withDouble("latency_ms_min", PerformanceStats::latencyMsMin)
        .withDouble("latency_ms_max", PerformanceStats::latencyMsMax)
        .withDouble("latency_ms_stddev", PerformanceStats::latencyMsStddev)
        .withDouble("latency_ms_p50", PerformanceStats::latencyMsP50)
        .withDouble("latency_ms_p95", PerformanceStats::latencyMsP95)
        .withDouble("latency_ms_p99", PerformanceStats::latencyMsP99)
        .withDouble("cost_usd_total", PerformanceStats::costUsdTotal)
        .withDouble("cost_usd_avg", PerformanceStats::costUsdAvg)
        .withLong("input_tokens", PerformanceStats::inputTokens)
        .withLong("output_tokens", PerformanceStats::outputTokens)
        .withDouble("tokens_per_second", PerformanceStats::tokensPerSecond)
        .withDouble("quality_score_avg", PerformanceStats::qualityScoreAvg)
        .withUpdatedAt("updated_at")
        .withVersion();
  }

  /** {@code feedback_session}, for keys of one session id. */
  public static Table<FeedbackStats> feedback() {
    return Table.<FeedbackStats>named("feedback_session", List.of("session_id"))
        .withKey()
        .withDimension("session_id")
        .withDimensions()
        .withWindow()
        .withPane()
        .withLong("events", FeedbackStats::events)
        .withDouble("rating_avg", FeedbackStats::ratingAvg)
        .withLong("ratings", FeedbackStats::ratings)
        .withDouble("liked_rate", FeedbackStats::likedRate)
        .withDouble("task_completion_rate", FeedbackStats::taskCompletionRate)
        .withLong("edits", FeedbackStats::edits)
        .withLong("regenerations", FeedbackStats::regenerations)
        .withLong("saves", FeedbackStats::saves)
        .withLong("shares", FeedbackStats::shares)
        .withDouble("dwell_seconds_total", FeedbackStats::dwellSecondsTotal)
        .withDouble("duration_seconds", FeedbackStats::durationSeconds)
        .withUpdatedAt("updated_at")
        .withVersion();
  }

  /** {@code health_window}, for keys of one component. */
  public static Table<HealthStats> health() {
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

  /** {@code anomaly}, for keys of these dimensions; one row a metric and window. */
  public static Table<Anomaly> anomalies(List<String> dimensions) {
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
        .withVersion();
  }
}
