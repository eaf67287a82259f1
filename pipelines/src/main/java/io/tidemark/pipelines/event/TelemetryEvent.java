package io.tidemark.pipelines.event;

/**
 * An event that was decoded and is valid: what it is counted by is there, and every number that is
 * known is within its range.
 */
public sealed interface TelemetryEvent permits PerformanceMetrics, UserFeedback, SystemHealth {
  /**
   * Returns the identifier of the event. Events of one key with the same id are duplicates, of
   * which one is counted.
   *
   * <p>It is the one that the producer gave, and between the decoder and {@code RouteEvents} empty
   * where the producer gave none. From there on such an event has one made of the place where it
   * was read, so that it is counted once when it is read again and no other event is taken for it.
   */
  String id();

  /** Returns the same event with another identifier. */
  TelemetryEvent withId(String id);

  /** Returns the event time, in milliseconds since the epoch. */
  long timestampMillis();
}
