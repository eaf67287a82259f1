package io.tidemark.pipelines.series;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.change.Identity;
import io.tidemark.pinned.PinnedBytes;
import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.feedback.Feedback;
import io.tidemark.pipelines.feedback.FeedbackCoder;
import io.tidemark.pipelines.feedback.FeedbackCombine;
import io.tidemark.pipelines.health.HealthCombine;
import io.tidemark.pipelines.performance.CostParts;
import io.tidemark.pipelines.performance.ErrorClass;
import io.tidemark.pipelines.performance.PerformanceCombine;
import io.tidemark.pipelines.performance.Request;
import io.tidemark.pipelines.performance.RequestCoder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** The bytes of keys, accumulators and statistics in state. */
class StoredBytesTest {

  private static final IntervalWindow MINUTE =
      new IntervalWindow(Instant.EPOCH, Instant.ofEpochMilli(60_000));

  private final PinnedBytes bytes = new PinnedBytes();

  @Test
  void areThosePinned() throws IOException {
    bytes.with("SeriesKey", SeriesKeyCoder.of(), new SeriesKey(List.of("opus", "us")));
    bytes.with("Feedback", FeedbackCoder.of(), feedback(4.5, true));
    bytes.with("Request", RequestCoder.of(), request(120.5, 0.25, false));
    bytes.with("Request with details", RequestCoder.of(), detailed());
    pin(
        "Performance",
        PerformanceCombine.withDefaults(),
        request(120.5, 0.25, false),
        request(80, 0.125, true));
    pin("Detailed performance", PerformanceCombine.withDefaults(), detailed(), detailed());
    pin("Feedback", FeedbackCombine.withDefaults(), feedback(4.5, true), feedback(null, null));
    pin(
        "Health",
        HealthCombine.withDefaults(),
        report(SystemHealth.Status.HEALTHY, 0.5),
        report(SystemHealth.Status.DEGRADED, null));
    bytes.check("pipelines", "bytes-of-statistics.txt");
  }

  private <V, A, O> void pin(String name, WindowedCombine<V, A, O> combine, V one, V other)
      throws IOException {
    A acc = combine.add(combine.add(combine.create(), one, 1_000), other, 31_000);
    bytes.with(name + " accumulator", combine.accumulatorCoder(), acc);
    bytes.with(name + " statistics", combine.outputCoder(), combine.finish(acc, MINUTE));
  }

  private static Request request(double latencyMs, double cost, boolean failed) {
    return new Request(
        Identity.of(7), latencyMs, cost, 900, 100, 0.5, failed ? ErrorClass.TIMEOUT : null, null);
  }

  /** Of an event that says everything, and was priced. */
  private static Request detailed() {
    Attribution attribution = Attribution.of("claude-opus", "us");
    TokenUsage usage = new TokenUsage(900, 101, 700, 100, 50);
    return Request.of(
        new PerformanceMetrics(
            "p-1",
            0,
            null,
            attribution,
            320,
            120.0,
            7.0,
            usage,
            0.5,
            0.5,
            null,
            "stop",
            true,
            Map.of(),
            Map.of()),
        0.5,
        new CostParts(0.125, 0.0625, 0.0625, 0.25));
  }

  private static Feedback feedback(@Nullable Double rating, @Nullable Boolean liked) {
    return new Feedback(Identity.of(7), rating, liked, true, true, false, true, false, 12.5);
  }

  private static SystemHealth report(SystemHealth.Status status, @Nullable Double cpu) {
    return new SystemHealth("id", 1_000, "gateway", status, cpu, 2e9, 12.0, null, 0.25, Map.of());
  }
}
