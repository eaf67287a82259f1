package io.tidemark.pipelines.event;

import java.util.Map;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A report of how one component is doing. A number that is null was not reported.
 *
 * @param id the identifier of the event; empty if the producer gave it none
 * @param timestampMillis event time in milliseconds since the epoch
 * @param component the component that reports, not blank
 * @param status how it judges itself
 * @param cpuUsage percent of one processor, at least 0: 250 are two and a half
 * @param memoryUsage bytes, at least 0
 * @param activeRequests requests being served, at least 0
 * @param queueDepth requests waiting, at least 0
 * @param errorRate errors per second, at least 0
 * @param metrics further numbers by name; empty if absent
 */
public record SystemHealth(
    String id,
    long timestampMillis,
    String component,
    Status status,
    @Nullable Double cpuUsage,
    @Nullable Double memoryUsage,
    @Nullable Double activeRequests,
    @Nullable Double queueDepth,
    @Nullable Double errorRate,
    Map<String, Double> metrics)
    implements TelemetryEvent {

  @Override
  public SystemHealth withId(String newId) {
    return new SystemHealth(
        newId,
        timestampMillis,
        component,
        status,
        cpuUsage,
        memoryUsage,
        activeRequests,
        queueDepth,
        errorRate,
        metrics);
  }

  /** A hash of what is aggregated. It is stored, and the same in every Java process. */
  public int content() {
    return Objects.hash(
        status.ordinal(), cpuUsage, memoryUsage, activeRequests, queueDepth, errorRate);
  }

  /** How a component is, from best to worst: a larger ordinal is worse. */
  public enum Status {
    HEALTHY,
    DEGRADED,
    UNHEALTHY
  }
}
