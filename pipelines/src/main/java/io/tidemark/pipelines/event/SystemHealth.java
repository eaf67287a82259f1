package io.tidemark.pipelines.event;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How one component is doing.
 *
 * @param cpuUsage percent, 0 to 100
 * @param memoryUsage bytes, at least 0
 * @param activeRequests at least 0
 * @param queueDepth at least 0
 * @param errorRate errors per second, at least 0
 * @param metrics empty when absent
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

  /** From best to worst: a larger ordinal is worse. */
  public enum Status {
    HEALTHY,
    DEGRADED,
    UNHEALTHY
  }
}
