package io.tidemark.query.rollup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Sums over rows. Whole numbers are added exactly, dollars as decimals of the doubles in the rows,
 * so that their sum does not depend on the order; a figure that no row has stays unknown.
 */
final class Figures {

  /** Columns that add up, and are whole numbers. */
  static final List<String> COUNTS =
      List.of(
          "requests",
          "errors",
          "input_tokens",
          "output_tokens",
          "streamed",
          "cache_read_tokens",
          "cache_write_tokens",
          "reasoning_tokens",
          "errors_rate_limited",
          "errors_timeout",
          "errors_overloaded",
          "errors_auth",
          "errors_not_found",
          "errors_context_length",
          "errors_content_filter",
          "errors_invalid_request",
          "errors_cancelled",
          "errors_connection",
          "errors_server",
          "errors_other",
          "finish_stop",
          "finish_length",
          "finish_tool_calls",
          "finish_content_filter",
          "finish_error",
          "finish_other",
          "usage_unknown",
          "unpriced");

  /** Columns that add up, in US dollars. */
  static final List<String> COSTS =
      List.of(
          "cost_usd_total",
          "cost_usd_input",
          "cost_usd_cache_read",
          "cost_usd_cache_write",
          "cost_usd_output");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private long windows;
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, BigDecimal> costs = new TreeMap<>();
  private final Moments latency = new Moments();
  private @Nullable Double least;
  private @Nullable Double greatest;
  private final Map<Measure, SketchSum> sketches = new EnumMap<>(Measure.class);
  private final Map<Measure, Long> without = new EnumMap<>(Measure.class);

  Figures() {
    for (Measure measure : Measure.values()) {
      sketches.put(measure, new SketchSum());
      without.put(measure, 0L);
    }
  }

  /** Returns what {@link #addRow} needs, in its order. */
  static String selection() {
    StringBuilder columns = new StringBuilder();
    COUNTS.forEach(column -> columns.append(column).append(", "));
    COSTS.forEach(column -> columns.append(column).append(", "));
    for (Measure measure : Measure.values()) {
      columns.append(measure.averageColumn()).append(", ");
      columns.append(measure.sketchColumn()).append(", ");
    }
    return columns + "latency_ms_stddev, latency_ms_min, latency_ms_max";
  }

  /** Adds the row that the result is at, whose figures begin at a column. */
  void addRow(ResultSet row, int firstColumn) throws SQLException {
    int column = firstColumn;
    windows++;
    for (String name : COUNTS) {
      long value = row.getLong(column++);
      if (!row.wasNull()) {
        counts.merge(name, value, Math::addExact);
      }
    }
    for (String name : COSTS) {
      double value = row.getDouble(column++);
      if (!row.wasNull()) {
        costs.merge(name, BigDecimal.valueOf(value), BigDecimal::add);
      }
    }
    long latencies = 0;
    double average = 0;
    for (Measure measure : Measure.values()) {
      double ofMeasure = row.getDouble(column++);
      boolean isMeasured = !row.wasNull();
      byte[] sketch = row.getBytes(column++);
      long values = isMeasured ? addSketch(measure, sketch) : 0;
      if (measure == Measure.LATENCY_MS) {
        latencies = values;
        average = ofMeasure;
      }
    }
    double stddev = row.getDouble(column++);
    latency.add(latencies, average, stddev * stddev * latencies);
    bounds(number(row, column), number(row, column + 1));
  }

  /** Returns how many values the sketch has; 0 if there is none, or none that fits. */
  private long addSketch(Measure measure, byte @Nullable [] sketch) {
    if (sketch != null) {
      try {
        return sketches.get(measure).add(sketch);
      } catch (IllegalArgumentException e) {
        // Counted below: of another version, or another relative error.
      }
    }
    without.merge(measure, 1L, Long::sum);
    return 0;
  }

  private static @Nullable Double number(ResultSet row, int column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : Double.valueOf(value);
  }

  private void bounds(@Nullable Double lower, @Nullable Double upper) {
    least = least == null ? lower : lower == null ? least : Double.valueOf(Math.min(least, lower));
    greatest =
        greatest == null
            ? upper
            : upper == null ? greatest : Double.valueOf(Math.max(greatest, upper));
  }

  /** Adds other figures. */
  void add(Figures that) {
    windows += that.windows;
    that.counts.forEach((name, value) -> counts.merge(name, value, Math::addExact));
    that.costs.forEach((name, value) -> costs.merge(name, value, BigDecimal::add));
    latency.add(that.latency);
    bounds(that.least, that.greatest);
    for (Measure measure : Measure.values()) {
      without.merge(measure, that.without.get(measure), Long::sum);
      try {
        sketches.get(measure).add(that.sketches.get(measure));
      } catch (IllegalArgumentException e) {
        // Of another relative error: all its rows are without a sketch that fits.
        without.merge(measure, that.windows, Long::sum);
      }
    }
  }

  long windows() {
    return windows;
  }

  @Nullable Long count(String name) {
    return counts.get(name);
  }

  @Nullable Double cost(String name) {
    BigDecimal sum = costs.get(name);
    return sum == null ? null : Double.valueOf(sum.doubleValue());
  }

  Moments latency() {
    return latency;
  }

  @Nullable Double least() {
    return least;
  }

  @Nullable Double greatest() {
    return greatest;
  }

  SketchSum sketch(Measure measure) {
    return sketches.get(measure);
  }

  /** Returns of how many rows the measure is there but no sketch that fits. */
  long without(Measure measure) {
    return without.get(measure);
  }

  /** Returns all but the sketches, as it is stored. */
  String json() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("windows", windows);
    counts.forEach(json::put);
    // As texts: exactly these decimals.
    costs.forEach((name, value) -> json.put(name, value.toString()));
    json.put("latency_count", latency.count());
    json.put("latency_mean", latency.mean());
    json.put("latency_squares", latency.squares());
    json.put("latency_least", least);
    json.put("latency_greatest", greatest);
    without.forEach((measure, rows) -> json.put(measure.label() + "_without", rows));
    return json.toString();
  }

  /** Returns figures that were stored. */
  static Figures of(String stored, Map<Measure, byte[]> storedSketches) {
    JsonNode json;
    try {
      json = MAPPER.readTree(stored);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL has jsonb that is not JSON", e);
    }
    Figures figures = new Figures();
    figures.windows = json.get("windows").asLong();
    for (String name : COUNTS) {
      if (json.has(name)) {
        figures.counts.put(name, json.get(name).asLong());
      }
    }
    for (String name : COSTS) {
      if (json.has(name)) {
        figures.costs.put(name, new BigDecimal(json.get(name).asText()));
      }
    }
    figures.latency.add(
        json.get("latency_count").asLong(),
        json.get("latency_mean").asDouble(),
        json.get("latency_squares").asDouble());
    figures.bounds(nullable(json.get("latency_least")), nullable(json.get("latency_greatest")));
    for (Measure measure : Measure.values()) {
      figures.without.put(measure, json.get(measure.label() + "_without").asLong());
      byte[] sketch = storedSketches.get(measure);
      if (sketch != null) {
        figures.sketches.get(measure).add(sketch);
      }
    }
    return figures;
  }

  private static @Nullable Double nullable(JsonNode number) {
    return number.isNull() ? null : Double.valueOf(number.asDouble());
  }
}
