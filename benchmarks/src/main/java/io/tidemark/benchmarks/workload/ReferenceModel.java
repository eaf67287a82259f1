package io.tidemark.benchmarks.workload;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.feedback.FeedbackAccumulator;
import io.tidemark.pipelines.performance.PerformanceAccumulator;
import io.tidemark.pipelines.series.SeriesKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The windows of all events by one thread and a map: the truth that every side is compared with,
 * and, timed, the ceiling of what one thread could do.
 */
public final class ReferenceModel {

  private record Series(String model, String region) {}

  private record SliceKey(Series series, long start) {}

  private final Workload workload;
  private final long slice;
  private final Parser parser = new Parser();
  private final Map<SliceKey, PerformanceAccumulator> slices = new HashMap<>();
  private final Map<String, List<UserFeedback>> feedback = new HashMap<>();

  public ReferenceModel(Workload workload) {
    this.workload = workload;
    this.slice = workload.hasRequests() ? workload.sliceMillis() : 0;
  }

  public void add(byte[] json) {
    TelemetryEvent event = parser.parse(json);
    if (event instanceof PerformanceMetrics request) {
      long time = request.timestampMillis();
      SliceKey key =
          new SliceKey(
              new Series(request.model(), request.attribution().region()),
              time - Math.floorMod(time, slice));
      PerformanceAccumulator requests = slices.computeIfAbsent(key, k -> Rows.REQUESTS.create());
      Rows.add(requests, request);
    } else if (event instanceof UserFeedback answer) {
      feedback.computeIfAbsent(answer.sessionId(), k -> new ArrayList<>()).add(answer);
    }
  }

  /** Hands over every row of fixed, sliding and session windows. */
  public void finish(Consumer<Rows.Published> rows) {
    Map<Series, TreeMap<Long, PerformanceAccumulator>> bySeries = new HashMap<>();
    slices.forEach(
        (key, requests) ->
            bySeries
                .computeIfAbsent(key.series(), k -> new TreeMap<>())
                .put(key.start(), requests));
    bySeries.forEach(
        (series, starts) -> {
          SeriesKey key = SeriesKey.of(series.model(), series.region());
          if (workload.hasFixed()) {
            long size = workload.fixed().toMillis();
            windows(starts, size, size, (a, s) -> rows.accept(Rows.fixed(key, a, s, s + size)));
          }
          if (workload.hasSliding()) {
            long size = workload.sliding().toMillis();
            long period = workload.period().toMillis();
            windows(starts, size, period, (a, s) -> rows.accept(Rows.sliding(key, a, s, s + size)));
          }
        });
    feedback.forEach((user, answers) -> sessions(user, answers, rows));
  }

  private interface Window {
    void accept(PerformanceAccumulator requests, long start);
  }

  /** Merges blocks of slices, so that a day of minutes takes a hundred merges, not 1,440. */
  private void windows(
      TreeMap<Long, PerformanceAccumulator> starts, long size, long period, Window window) {
    long block = slice * 60;
    TreeMap<Long, PerformanceAccumulator> blocks = new TreeMap<>();
    starts.forEach(
        (start, requests) ->
            Rows.REQUESTS.merge(
                blocks.computeIfAbsent(
                    start - Math.floorMod(start, block), k -> Rows.REQUESTS.create()),
                requests));
    long first = starts.firstKey() - size + slice;
    first += Math.floorMod(-first, period);
    for (long start = first; start <= starts.lastKey(); start += period) {
      long end = start + size;
      PerformanceAccumulator whole = Rows.REQUESTS.create();
      long from = start + Math.floorMod(-start, block);
      long to = end - Math.floorMod(end, block);
      if (from < to) {
        merge(whole, starts, start, from);
        merge(whole, blocks, from, to);
        merge(whole, starts, to, end);
      } else {
        merge(whole, starts, start, end);
      }
      if (whole.requests() > 0) {
        window.accept(whole, start);
      }
    }
  }

  private static void merge(
      PerformanceAccumulator whole,
      TreeMap<Long, PerformanceAccumulator> pieces,
      long from,
      long to) {
    if (from < to) {
      pieces.subMap(from, to).values().forEach(piece -> Rows.REQUESTS.merge(whole, piece));
    }
  }

  private static void sessions(
      String user, List<UserFeedback> answers, Consumer<Rows.Published> rows) {
    long gap = Workload.SESSION_GAP.toMillis();
    answers.sort(Comparator.comparingLong(UserFeedback::timestampMillis));
    SeriesKey key = SeriesKey.of(user);
    FeedbackAccumulator session = Rows.FEEDBACK.create();
    long start = answers.get(0).timestampMillis();
    long end = start + gap;
    for (UserFeedback answer : answers) {
      if (answer.timestampMillis() >= end) {
        rows.accept(Rows.session(key, session, start, end));
        session = Rows.FEEDBACK.create();
        start = answer.timestampMillis();
      }
      Rows.FEEDBACK.add(session, answer, answer.timestampMillis());
      end = answer.timestampMillis() + gap;
    }
    rows.accept(Rows.session(key, session, start, end));
  }
}
