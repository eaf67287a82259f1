package io.tidemark.pipelines.health;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.series.Nullables;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;

/**
 * Health reports to {@link HealthStats}.
 *
 * <p>{@code healthy, unhealthy, degraded} is {@code unhealthy}: the worst stands.
 */
public final class HealthCombine
    implements WindowedCombine<SystemHealth, HealthAccumulator, HealthStats> {
  private static final long serialVersionUID = 1;

  private HealthCombine() {}

  /** Health reports to {@link HealthStats}. */
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
