package io.tidemark.pipelines.event;

/** One decoded, valid event. Event time is UTC. */
public sealed interface TelemetryEvent permits PerformanceMetrics, UserFeedback, SystemHealth {
  /** The producer's identifier; two events of one type with the same id are duplicates. */
  String id();

  /** Event time, in milliseconds since the epoch. */
  long timestampMillis();
}
