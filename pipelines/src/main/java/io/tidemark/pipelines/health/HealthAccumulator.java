package io.tidemark.pipelines.health;

import io.tidemark.aggregate.ExactSum;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.SystemHealth.Status;
import io.tidemark.pipelines.series.Nullables;
import java.util.Locale;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The reports of a component, summed up exactly, with the worst status and the maxima. The order of
 * adding and merging makes no difference. It takes about 200 bytes, however many reports there are.
 */
public final class HealthAccumulator {
  static final int DECIMALS = 9;

  final ExactSum cpuUsage;
  final ExactSum activeRequests;
  final ExactSum errorRate;
  long events;

  /** The worst status so far; null before the first report. */
  @Nullable Status worst;

  @Nullable Double cpuUsageMax;
  @Nullable Double memoryUsageMax;
  @Nullable Double queueDepthMax;

  HealthAccumulator() {
    this(new ExactSum(DECIMALS), new ExactSum(DECIMALS), new ExactSum(DECIMALS));
  }

  HealthAccumulator(ExactSum cpuUsage, ExactSum activeRequests, ExactSum errorRate) {
    this.cpuUsage = cpuUsage;
    this.activeRequests = activeRequests;
    this.errorRate = errorRate;
  }

  void add(SystemHealth report) {
    events++;
    raiseWorst(report.status());
    cpuUsage.addIfPresent(report.cpuUsage());
    activeRequests.addIfPresent(report.activeRequests());
    errorRate.addIfPresent(report.errorRate());
    raiseMaxima(report.cpuUsage(), report.memoryUsage(), report.queueDepth());
  }

  void mergeWith(HealthAccumulator other) {
    events += other.events;
    raiseWorst(other.worst);
    cpuUsage.mergeWith(other.cpuUsage);
    activeRequests.mergeWith(other.activeRequests);
    errorRate.mergeWith(other.errorRate);
    raiseMaxima(other.cpuUsageMax, other.memoryUsageMax, other.queueDepthMax);
  }

  private void raiseWorst(@Nullable Status status) {
    if (worst == null || (status != null && status.compareTo(worst) > 0)) {
      worst = status;
    }
  }

  private void raiseMaxima(@Nullable Double cpu, @Nullable Double memory, @Nullable Double queue) {
    cpuUsageMax = Nullables.max(cpuUsageMax, cpu);
    memoryUsageMax = Nullables.max(memoryUsageMax, memory);
    queueDepthMax = Nullables.max(queueDepthMax, queue);
  }

  /** Returns the worst status as events spell it, in lower case; null without reports. */
  @Nullable String worstStatus() {
    return worst == null ? null : worst.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof HealthAccumulator that
        && events == that.events
        && worst == that.worst
        && cpuUsage.equals(that.cpuUsage)
        && activeRequests.equals(that.activeRequests)
        && errorRate.equals(that.errorRate)
        && Objects.equals(cpuUsageMax, that.cpuUsageMax)
        && Objects.equals(memoryUsageMax, that.memoryUsageMax)
        && Objects.equals(queueDepthMax, that.queueDepthMax);
  }

  @Override
  public int hashCode() {
    return Objects.hash(events, worst, cpuUsage, activeRequests, errorRate, queueDepthMax);
  }

  @Override
  public String toString() {
    return "HealthAccumulator(" + events + " events, " + worstStatus() + ")";
  }
}
