package io.tidemark.benchmarks.workload;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.change.Change;
import io.tidemark.change.ChangeKind;
import io.tidemark.change.Identity;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.feedback.Feedback;
import io.tidemark.pipelines.feedback.FeedbackAccumulator;
import io.tidemark.pipelines.feedback.FeedbackCombine;
import io.tidemark.pipelines.feedback.FeedbackStats;
import io.tidemark.pipelines.feedback.FeedbackTable;
import io.tidemark.pipelines.performance.ErrorClass;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.performance.PerformanceCombine;
import io.tidemark.pipelines.performance.PerformanceStats;
import io.tidemark.pipelines.performance.PerformanceTables;
import io.tidemark.pipelines.performance.Request;
import io.tidemark.pipelines.row.Entry;
import io.tidemark.pipelines.row.Row;
import io.tidemark.pipelines.row.RowJson;
import io.tidemark.pipelines.row.Table;
import io.tidemark.pipelines.series.SeriesKey;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.joda.time.Instant;

/** What a peer publishes for a key and window: the row that our changelog has after the change. */
public final class Rows {
  public static final PerformanceCombine REQUESTS = PerformanceCombine.withDefaults();

  public static final FeedbackCombine ANSWERS = FeedbackCombine.withDefaults();

  private static final Identity NONE = Identity.of(0);

  /** Without the identity of events, for peers do not look for duplicates. */
  public static final WindowedCombine<UserFeedback, FeedbackAccumulator, FeedbackStats> FEEDBACK =
      ANSWERS.on(event -> Feedback.of(NONE, event));

  private static final List<String> DIMENSIONS = List.of("model", "region");
  private static final Table<PerformanceStats> FIXED = PerformanceTables.fixed(DIMENSIONS);
  private static final Table<PerformanceStats> SLIDING = PerformanceTables.sliding(DIMENSIONS);
  private static final Table<FeedbackStats> SESSIONS = FeedbackTable.create();

  private Rows() {}

  /** The key and value of a record. */
  public record Published(byte[] key, byte[] value) {}

  /**
   * What a peer aggregates of an event; without its identity, for peers do not look for duplicates.
   */
  public static PerformanceAccumulator add(
      PerformanceAccumulator requests, PerformanceMetrics event) {
    Request request =
        new Request(
            NONE,
            event.latencyMs(),
            event.cost(),
            event.usage().input(),
            event.usage().output(),
            event.qualityScore(),
            event.failed() ? ErrorClass.OTHER : null,
            null);
    return REQUESTS.add(requests, request, event.timestampMillis());
  }

  public static SeriesKey series(PerformanceMetrics request) {
    return SeriesKey.of(request.model(), request.attribution().region());
  }

  public static Published fixed(
      SeriesKey key, PerformanceAccumulator requests, long start, long end) {
    return published(FIXED, key, REQUESTS.finish(requests, window(start, end)), start, end);
  }

  public static Published sliding(
      SeriesKey key, PerformanceAccumulator requests, long start, long end) {
    return published(SLIDING, key, REQUESTS.finish(requests, window(start, end)), start, end);
  }

  public static Published session(
      SeriesKey key, FeedbackAccumulator feedback, long start, long end) {
    return published(SESSIONS, key, FEEDBACK.finish(feedback, window(start, end)), start, end);
  }

  private static <O> Published published(
      Table<O> table, SeriesKey key, O value, long start, long end) {
    long version = System.currentTimeMillis() * 1_000;
    Row row =
        table.row(
            Entry.of(
                key,
                new Change<>(
                    ChangeKind.INSERT, value, window(start, end), Timing.ON_TIME, 0, version)));
    return new Published(RowJson.primaryKey(table, row), RowJson.row(table, row));
  }

  private static IntervalWindow window(long start, long end) {
    return new IntervalWindow(new Instant(start), new Instant(end));
  }
}
