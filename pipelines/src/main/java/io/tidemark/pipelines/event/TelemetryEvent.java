package io.tidemark.pipelines.event;

/**
 * An event that was decoded and is valid: required fields are there, and every number is within its
 * range.
 */
public sealed interface TelemetryEvent permits PerformanceMetrics, UserFeedback, SystemHealth {
  /**
   * Returns the identifier that the producer gave the event. Events of one key with the same id are
   * duplicates, of which one is counted.
   */
  String id();

  /** Returns the event time, in milliseconds since the epoch. */
  long timestampMillis();
}
