package io.tidemark.pipelines.health;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.series.Nullables;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * Aggregates health reports to {@link HealthStats}.
 *
 * <p>The status of a window is the worst reported: {@code healthy, unhealthy, degraded} make {@code
 * unhealthy}.
 */
public final class HealthCombine
    implements WindowedCombine<SystemHealth, HealthAccumulator, HealthStats> {
  private static final long serialVersionUID = 1;

  private HealthCombine() {}

  /** Returns the combine; it has no settings. */
  public static HealthCombine withDefaults() {
    return new HealthCombine();
  }

  @Override
  public HealthAccumulator create() {
    return new HealthAccumulator();
  }

  @Override
  public HealthAccumulator add(HealthAccumulator acc, SystemHealth report, long timestampMillis) {
    acc.add(report);
    return acc;
  }

  @Override
  public HealthAccumulator merge(HealthAccumulator a, HealthAccumulator b) {
    a.mergeWith(b);
    return a;
  }

  @Override
  public HealthStats finish(HealthAccumulator acc, IntervalWindow window) {
    return new HealthStats(
        acc.events,
        acc.worstStatus(),
        Nullables.orNull(acc.cpuUsage.mean()),
        acc.cpuUsageMax,
        acc.memoryUsageMax,
        Nullables.orNull(acc.activeRequests.mean()),
        acc.queueDepthMax,
        Nullables.orNull(acc.errorRate.mean()));
  }

  @Override
  public Coder<HealthAccumulator> accumulatorCoder() {
    return HealthAccumulatorCoder.of();
  }

  @Override
  public Coder<HealthStats> outputCoder() {
    return HealthStatsCoder.of();
  }
}
