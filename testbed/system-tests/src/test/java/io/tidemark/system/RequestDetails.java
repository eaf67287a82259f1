package io.tidemark.system;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of a window that not every request has, in exact decimal arithmetic: the cells of its
 * row. Of errors it knows the words that the generator writes.
 */
final class RequestDetails {
  private static final MathContext PRECISION = new MathContext(60);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);

  /** The words of errors by the column that counts them. */
  private static final Map<String, String> CLASSES =
      Map.of(
          "errors_rate_limited", "rate_limited",
          "errors_overloaded", "overloaded",
          "errors_timeout", "timeout",
          "errors_invalid_request", "bad_request");

  private RequestDetails() {}

  static Map<String, Object> of(List<ModelEvent> events) {
    Map<String, Object> row = new LinkedHashMap<>();
    Sample first = Sample.of(events, "time_to_first_token_ms");
    row.put("ttft_ms_avg", first.mean());
    percentiles(row, "ttft_ms", first, 50, 95, 99);
    row.put("streamed", (long) first.count());
    timePerOutputToken(row, events);
    Sample rates = outputTokensPerSecond(events);
    row.put("output_tokens_per_second_avg", rates.mean());
    percentiles(row, "output_tokens_per_second", rates, 50);
    caches(row, events);
    for (String column : CLASSES.keySet()) {
      row.put(column, errors(events, CLASSES.get(column)));
    }
    for (String none : List.of("auth", "not_found", "context_length", "content_filter")) {
      row.put("errors_" + none, 0L);
    }
    for (String none : List.of("cancelled", "connection", "server", "other")) {
      row.put("errors_" + none, 0L);
    }
    row.put("usage_unknown", events.stream().filter(e -> !hasUsage(e)).count());
    row.put("unpriced", events.stream().filter(RequestDetails::isUnpriced).count());
    return row;
  }

  private static void percentiles(
      Map<String, Object> row, String figure, Sample sample, int... percents) {
    for (int percent : percents) {
      row.put(figure + "_p" + percent, sample.percentile(percent));
    }
  }

  private static void timePerOutputToken(Map<String, Object> row, List<ModelEvent> events) {
    List<ModelEvent> known =
        events.stream()
            .filter(e -> e.has("time_to_first_token_ms") && e.has("latency_ms"))
            .filter(e -> e.has("output_tokens") && e.number("output_tokens").longValue() > 1)
            .filter(e -> generation(e).signum() >= 0)
            .toList();
    Sample each =
        new Sample(
            known.stream()
                .map(e -> generation(e).divide(tokensAfterFirst(e), PRECISION))
                .sorted()
                .toList());
    percentiles(row, "time_per_output_token_ms", each, 50, 95, 99);
    BigDecimal time =
        known.stream().map(RequestDetails::generation).reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal tokens =
        known.stream()
            .map(RequestDetails::tokensAfterFirst)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    row.put(
        "time_per_output_token_ms_avg",
        known.isEmpty() ? null : time.divide(tokens, PRECISION).doubleValue());
  }

  private static BigDecimal generation(ModelEvent event) {
    return event.number("latency_ms").subtract(event.number("time_to_first_token_ms"));
  }

  private static BigDecimal tokensAfterFirst(ModelEvent event) {
    return event.number("output_tokens").subtract(BigDecimal.ONE);
  }

  private static Sample outputTokensPerSecond(List<ModelEvent> events) {
    return new Sample(
        events.stream()
            .filter(e -> !e.has("error") && e.has("latency_ms") && e.has("output_tokens"))
            .filter(e -> e.number("latency_ms").signum() > 0)
            .filter(e -> e.number("output_tokens").signum() > 0)
            .map(
                e ->
                    e.number("output_tokens")
                        .multiply(THOUSAND)
                        .divide(e.number("latency_ms"), PRECISION))
            .sorted()
            .toList());
  }

  private static void caches(Map<String, Object> row, List<ModelEvent> events) {
    Sample read = Sample.of(events, "cache_read_tokens");
    Sample input = Sample.of(events, "input_tokens");
    boolean known = read.count() > 0;
    row.put("cache_read_tokens", known ? (Long) (long) read.sum() : null);
    row.put("cache_hit_ratio", known && input.sum() > 0 ? read.sum() / input.sum() : null);
  }

  private static long errors(List<ModelEvent> events, String word) {
    return events.stream().filter(e -> e.has("error") && e.text("error").equals(word)).count();
  }

  private static boolean hasUsage(ModelEvent event) {
    return event.has("input_tokens") && event.has("output_tokens");
  }

  private static boolean isUnpriced(ModelEvent event) {
    return !event.has("cost") && (!event.has("error") || usedTokens(event));
  }

  private static boolean usedTokens(ModelEvent event) {
    return List.of("input_tokens", "output_tokens").stream()
        .anyMatch(field -> event.has(field) && event.number(field).signum() > 0);
  }
}
