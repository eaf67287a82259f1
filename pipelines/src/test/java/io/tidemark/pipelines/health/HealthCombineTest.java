package io.tidemark.pipelines.health;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.SystemHealth.Status;
import io.tidemark.pipelines.series.ExactMergeLaw;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.beam.sdk.testing.CoderProperties;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class HealthCombineTest {
  private static final HealthCombine COMBINE = HealthCombine.withDefaults();

  @Test
  void theWorstStatusStandsAndMissingNumbersDoNotCount() {
    HealthStats stats =
        stats(
            report(Status.DEGRADED, 10.0, 1e9, 4.0, 7.0, 0.1),
            report(Status.UNHEALTHY, 80.0, 2e9, null, null, 0.2),
            report(Status.HEALTHY, null, 1.5e9, 8.0, 3.0, null));
    assertThat(stats, equalTo(new HealthStats(3, "unhealthy", 45.0, 80.0, 2e9, 6.0, 7.0, 0.15)));
  }

  @Test
  void aReportWithoutNumbersHasOnlyAStatus() {
    assertThat(
        stats(report(Status.HEALTHY, null, null, null, null, null)),
        equalTo(new HealthStats(1, "healthy", null, null, null, null, null, null)));
  }

  @Test
  void noReportsAreNullNotNaN() throws Exception {
    HealthStats none = stats();
    assertThat(none, equalTo(new HealthStats(0, null, null, null, null, null, null, null)));
    CoderProperties.coderDecodeEncodeEqual(HealthStatsCoder.of(), none);
  }

  @Property(tries = 200)
  void mergedInAnyGroupingEqualsAddedInAnyOrder(
      @ForAll @IntRange(max = 60) int n, @ForAll long seed) throws Exception {
    Random random = new Random(seed);
    List<SystemHealth> reports = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      reports.add(
          report(
              List.of(Status.values()).get(random.nextInt(3)),
              maybe(random, 100),
              maybe(random, 1e12),
              maybe(random, 1000),
              maybe(random, 1000),
              maybe(random, 10)));
    }
    ExactMergeLaw.holds(COMBINE, reports, seed);
  }

  private static @Nullable Double maybe(Random random, double bound) {
    return random.nextBoolean() ? bound * random.nextDouble() : null;
  }

  private static HealthStats stats(SystemHealth... reports) {
    return COMBINE.finish(ExactMergeLaw.fold(COMBINE, List.of(reports)), ExactMergeLaw.WINDOW);
  }

  private static SystemHealth report(
      Status status,
      @Nullable Double cpu,
      @Nullable Double memory,
      @Nullable Double active,
      @Nullable Double queue,
      @Nullable Double errorRate) {
    return new SystemHealth(
        "id", 1_000, "gateway", status, cpu, memory, active, queue, errorRate, Map.of());
  }
}
