package io.tidemark.query.rollup;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes figures: sums, what is made of sums, and percentiles.
 *
 * @param figure of which percentiles are shown
 * @param percentiles as they were asked for
 * @param seconds of the bucket
 */
record FiguresJson(Measure figure, List<String> percentiles, double seconds) {

  void write(JsonGenerator json, Figures figures) throws IOException {
    json.writeStartObject();
    json.writeNumberField("windows", figures.windows());
    for (String name : Figures.COUNTS) {
      Long count = figures.count(name);
      if (count == null) {
        json.writeNullField(name);
      } else {
        json.writeNumberField(name, count);
      }
    }
    for (String name : Figures.COSTS) {
      number(json, name, figures.cost(name));
    }
    Long requests = figures.count("requests");
    number(json, "error_rate", ratio(figures.count("errors"), requests));
    number(json, "throughput_qps", requests == null ? null : Double.valueOf(requests / seconds));
    number(json, "cost_usd_per_request", ratio(figures.cost("cost_usd_total"), requests));
    number(
        json,
        "cache_hit_ratio",
        ratio(figures.count("cache_read_tokens"), figures.count("input_tokens")));
    latency(json, figures);
    percentiles(json, figures.sketch(figure));
    json.writeNumberField("without_sketch", figures.without(figure));
    json.writeEndObject();
  }

  private static void latency(JsonGenerator json, Figures figures) throws IOException {
    Moments latency = figures.latency();
    boolean has = latency.count() > 0;
    number(json, "latency_ms_avg", has ? Double.valueOf(latency.mean()) : null);
    number(json, "latency_ms_min", figures.least());
    number(json, "latency_ms_max", figures.greatest());
    number(json, "latency_ms_stddev", has ? Double.valueOf(latency.stddev()) : null);
  }

  private void percentiles(JsonGenerator json, SketchSum sketch) throws IOException {
    json.writeNumberField("measured", sketch.count());
    json.writeObjectFieldStart("percentiles");
    for (String percentile : percentiles) {
      OptionalDouble value = sketch.quantile(Double.parseDouble(percentile) / 100);
      number(json, percentile, value.isPresent() ? Double.valueOf(value.getAsDouble()) : null);
    }
    json.writeEndObject();
  }

  private static @Nullable Double ratio(@Nullable Number part, @Nullable Long whole) {
    return part == null || whole == null || whole == 0 ? null : part.doubleValue() / whole;
  }

  private static void number(JsonGenerator json, String name, @Nullable Double value)
      throws IOException {
    if (value == null) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }
}
