package io.tidemark.benchmarks.micro;

import io.tidemark.benchmarks.workload.Samples;
import io.tidemark.change.Revision;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.internal.operator.PaneOutput;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.internal.operator.WindowOperator.Arrival;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.performance.PerformanceCombine;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.performance.Request;
import io.tidemark.windowing.AlignedWindows;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.joda.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Elements to changes, for one key and without a runner: two hours of 500 requests a minute, a
 * hundred in a visit, panes every 30 seconds. The watermark is two minutes behind.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChangelogBenchmark {
  private static final long MINUTE = 60_000;
  private static final int REQUESTS = 60_000;
  private static final int IN_A_VISIT = 100;
  private static final long APART = 120 * MINUTE / REQUESTS;
  private static final Firing FIRING =
      Firing.onTime()
          .withEarly(Cadence.every(Duration.standardSeconds(30)))
          .withAllowedLateness(Duration.standardMinutes(2));
  private static final SlicedWindowOperator.Windowing FIXED =
      stream(new AlignedWindows(5 * MINUTE, 5 * MINUTE, 0));
  private static final SlicedWindowOperator.Windowing SLIDING =
      stream(new AlignedWindows(15 * MINUTE, MINUTE, 0));

  private final List<Request> requests =
      Samples.parsedRequests().stream().map(Request::of).toList();
  private SlicedWindowOperator<Request, PerformanceAccumulator, PerformanceStats> windows;

  @Param({"fixed", "sliding", "both"})
  public String streams;

  @Setup
  public void prepare() {
    windows =
        new SlicedWindowOperator<>(
            PerformanceCombine.withDefaults(),
            switch (streams) {
              case "fixed" -> List.of(FIXED);
              case "sliding" -> List.of(SLIDING);
              default -> List.of(FIXED, SLIDING);
            });
  }

  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long elementsToChanges() {
    var state = windows.create();
    Counting changes = new Counting();
    for (int visit = 0; visit < REQUESTS / IN_A_VISIT; visit++) {
      long now = visit * IN_A_VISIT * APART;
      windows.advance(state, now - 2 * MINUTE, changes);
      windows.fireDue(state, now, changes);
      for (int i = 0; i < IN_A_VISIT; i++) {
        Request request = requests.get((visit * IN_A_VISIT + i) % requests.size());
        windows.add(state, new Arrival<>(request, now + i * APART, false, false), now, changes);
      }
      windows.schedule(state);
    }
    return changes.count;
  }

  private static SlicedWindowOperator.Windowing stream(AlignedWindows windows) {
    return new SlicedWindowOperator.Windowing(windows, FIRING);
  }

  private static final class Counting implements PaneOutput<Request, PerformanceStats> {
    private long count;
    private long lastVersion;

    @Override
    public long nextVersion() {
      return ++lastVersion;
    }

    @Override
    public void revise(int stream, Revision<PerformanceStats> revision) {
      count += revision.changes().size();
    }

    @Override
    public void aggregated(int stream) {}

    @Override
    public void duplicate(int stream) {}

    @Override
    public void late(
        List<Integer> streams, Request value, long timestampMillis, long watermarkMillis) {
      throw new IllegalStateException("late at " + timestampMillis);
    }

    @Override
    public void missed(int stream, long windowCount) {}
  }
}
