package io.tidemark.system;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Computes the rows of events by folding over all of them at once: without an order of arrival, a
 * watermark or a merge of partial results.
 *
 * <p>Rows are given by {@link TableRows#id}, each as its columns by name. All parameters but the
 * last are milliseconds.
 *
 * @param fixedMillis size of the fixed windows of performance
 * @param slidingMillis size of the sliding windows
 * @param periodMillis period of the sliding windows
 * @param gapMillis gap of the sessions
 * @param healthMillis size of the windows of health
 * @param dimensions names of the dimensions of performance
 */
public record WindowsModel(
    long fixedMillis,
    long slidingMillis,
    long periodMillis,
    long gapMillis,
    long healthMillis,
    List<String> dimensions) {

  private static final List<String> STATUS = List.of("healthy", "degraded", "unhealthy");

  private record Slot(String key, long start, long end) {}

  public Map<String, Map<String, Object>> performance(Collection<ModelEvent> events) {
    return aligned(events, fixedMillis, fixedMillis, dimensions, WindowsModel::requests);
  }

  public Map<String, Map<String, Object>> sliding(Collection<ModelEvent> events) {
    return aligned(events, slidingMillis, periodMillis, dimensions, WindowsModel::requests);
  }

  /**
   * Returns the sliding row of this id if these are the events that it counts; null for no events.
   */
  @Nullable Map<String, Object> slidingRow(String id, List<ModelEvent> members) {
    if (members.isEmpty()) {
      return null;
    }
    Map<String, Object> row =
        aligned(members.subList(0, 1), slidingMillis, periodMillis, dimensions, (e, s) -> Map.of())
            .get(id);
    row.putAll(requests(members, slidingMillis / 1e3));
    return row;
  }

  /** Returns the ids of the sliding rows that count an event. */
  Set<String> slidingIds(ModelEvent event) {
    List<ModelEvent> one = List.of(event);
    return aligned(one, slidingMillis, periodMillis, dimensions, (e, seconds) -> Map.of()).keySet();
  }

  public Map<String, Map<String, Object>> health(Collection<ModelEvent> events) {
    return aligned(
        events,
        healthMillis,
        healthMillis,
        List.of("component"),
        (reports, seconds) -> reports(reports));
  }

  /** Returns the rows of sessions. A silence of the gap or more ends a session. */
  public Map<String, Map<String, Object>> feedback(Collection<ModelEvent> events) {
    List<String> names = List.of("session_id");
    Map<String, Map<String, Object>> rows = new TreeMap<>();
    for (List<ModelEvent> session : byKey(events, names).values()) {
      List<ModelEvent> island = new ArrayList<>();
      for (ModelEvent event : inOrder(session)) {
        if (!island.isEmpty() && event.timeMillis() - last(island) >= gapMillis) {
          addSession(rows, island, names);
          island = new ArrayList<>();
        }
        island.add(event);
      }
      addSession(rows, island, names);
    }
    return rows;
  }

  private static List<ModelEvent> inOrder(List<ModelEvent> events) {
    return events.stream().sorted(Comparator.comparingLong(ModelEvent::timeMillis)).toList();
  }

  private static long last(List<ModelEvent> events) {
    return events.get(events.size() - 1).timeMillis();
  }

  private void addSession(
      Map<String, Map<String, Object>> rows, List<ModelEvent> island, List<String> names) {
    long start = island.get(0).timeMillis();
    Slot slot = new Slot(key(island.get(0), names), start, last(island) + gapMillis);
    Map<String, Object> row = start(slot, island.get(0), names);
    row.putAll(feedbackCells(island, (last(island) - start) / 1e3));
    rows.put(TableRows.id(row), row);
  }

  private static Map<String, Map<String, Object>> aligned(
      Collection<ModelEvent> events,
      long size,
      long period,
      List<String> names,
      BiFunction<List<ModelEvent>, Double, Map<String, Object>> aggregate) {
    Map<Slot, List<ModelEvent>> windows = new LinkedHashMap<>();
    for (ModelEvent event : events) {
      long time = event.timeMillis();
      for (long start = time - Math.floorMod(time, period); start > time - size; start -= period) {
        windows
            .computeIfAbsent(new Slot(key(event, names), start, start + size), s -> list())
            .add(event);
      }
    }
    Map<String, Map<String, Object>> rows = new TreeMap<>();
    windows.forEach(
        (slot, members) -> {
          Map<String, Object> row = start(slot, members.get(0), names);
          row.putAll(aggregate.apply(members, size / 1e3));
          rows.put(TableRows.id(row), row);
        });
    return rows;
  }

  private static List<ModelEvent> list() {
    return new ArrayList<>();
  }

  private static Map<String, List<ModelEvent>> byKey(
      Collection<ModelEvent> events, List<String> names) {
    return events.stream().collect(Collectors.groupingBy(e -> key(e, names)));
  }

  private static String key(ModelEvent event, List<String> names) {
    return names.stream().map(n -> n + "=" + event.text(n)).collect(Collectors.joining(","));
  }

  private static Map<String, Object> start(Slot slot, ModelEvent any, List<String> names) {
    Map<String, Object> row = new LinkedHashMap<>();
    ObjectNode dimensions = JsonNodeFactory.instance.objectNode();
    names.forEach(name -> dimensions.put(name, any.text(name)));
    row.put("key", slot.key());
    row.put("dimensions", dimensions);
    row.put("window_start", slot.start());
    row.put("window_end", slot.end());
    for (String column : List.of("model", "region", "session_id", "component")) {
      row.put(column, names.contains(column) ? any.text(column) : null);
    }
    return row;
  }

  private static Map<String, Object> requests(List<ModelEvent> events, double seconds) {
    Sample latency = Sample.of(events, "latency_ms");
    Sample cost = Sample.of(events, "cost");
    long errors = events.stream().filter(e -> e.has("error")).count();
    long input = (long) Sample.of(events, "input_tokens").sum();
    long output = (long) Sample.of(events, "output_tokens").sum();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("events", (long) events.size());
    row.put("requests", (long) events.size());
    row.put("errors", errors);
    row.put("error_rate", (double) errors / events.size());
    row.put("throughput_qps", events.size() / seconds);
    row.put("latency_ms_avg", latency.mean());
    row.put("latency_ms_min", latency.min());
    row.put("latency_ms_max", latency.max());
    row.put("latency_ms_stddev", latency.stddev());
    row.put("latency_ms_p50", latency.percentile(50));
    row.put("latency_ms_p95", latency.percentile(95));
    row.put("latency_ms_p99", latency.percentile(99));
    row.put("cost_usd_total", cost.sum());
    row.put("cost_usd_avg", cost.mean());
    row.put("input_tokens", input);
    row.put("output_tokens", output);
    row.put("tokens_per_second", (input + output) / seconds);
    row.put("quality_score_avg", Sample.of(events, "quality_score").mean());
    row.putAll(RequestDetails.of(events));
    return row;
  }

  private static Map<String, Object> feedbackCells(List<ModelEvent> events, double seconds) {
    long opinions = events.stream().filter(e -> e.has("liked")).count();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("events", (long) events.size());
    row.put("rating_avg", Sample.of(events, "rating").mean());
    row.put("ratings", (long) Sample.of(events, "rating").count());
    row.put("liked_rate", opinions == 0 ? null : (double) truths(events, "liked") / opinions);
    row.put("task_completion_rate", (double) truths(events, "task_completed") / events.size());
    row.put("edits", truths(events, "response_edited"));
    row.put("regenerations", truths(events, "response_regenerated"));
    row.put("saves", truths(events, "response_saved"));
    row.put("shares", truths(events, "response_shared"));
    row.put("dwell_seconds_total", Sample.of(events, "dwell_time_seconds").sum());
    row.put("duration_seconds", seconds);
    return row;
  }

  private static long truths(List<ModelEvent> events, String field) {
    return events.stream().filter(e -> e.isTrue(field)).count();
  }

  private static Map<String, Object> reports(List<ModelEvent> events) {
    int worst = events.stream().mapToInt(e -> STATUS.indexOf(e.text("status"))).max().orElseThrow();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("events", (long) events.size());
    row.put("status", STATUS.get(worst));
    row.put("cpu_usage_avg", Sample.of(events, "cpu_usage").mean());
    row.put("cpu_usage_max", Sample.of(events, "cpu_usage").max());
    row.put("memory_usage_max_bytes", Sample.of(events, "memory_usage").max());
    row.put("active_requests_avg", Sample.of(events, "active_requests").mean());
    row.put("queue_depth_max", Sample.of(events, "queue_depth").max());
    row.put("error_rate_avg", Sample.of(events, "error_rate").mean());
    return row;
  }
}
