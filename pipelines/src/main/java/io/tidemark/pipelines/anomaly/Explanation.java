package io.tidemark.pipelines.anomaly;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/**
 * Says why a window is an incident, in one sentence: {@code p95 latency of 240 requests is 4120 ms,
 * 2.1 times the usual 1950 ms: 5.3 deviations above it}.
 */
final class Explanation {

  private static final MathContext DIGITS = new MathContext(3);

  private Explanation() {}

  /** Returns the sentence for this score of a metric, without a full stop. */
  static String of(WatchedMetric metric, Score score) {
    double value = score.reading().value();
    return "%s of %d request%s is %s, %s the usual %s: %s%s deviations %s it"
        .formatted(
            name(metric),
            score.reading().requests(),
            score.reading().requests() == 1 ? "" : "s",
            text(metric, value),
            comparison(value, score.expected()),
            text(metric, score.expected()),
            score.isSustained() ? "the last windows together are " : "",
            String.format(Locale.ROOT, "%.1f", Math.abs(score.z())),
            score.z() < 0 ? "below" : "above");
  }

  private static String name(WatchedMetric metric) {
    return switch (metric) {
      case LATENCY_P95 -> "p95 latency";
      case LATENCY_P50 -> "median latency";
      case ERROR_RATE -> "error rate";
      case COST_PER_REQUEST -> "cost per request";
      case THROUGHPUT -> "throughput";
    };
  }

  private static String text(WatchedMetric metric, double value) {
    return switch (metric) {
      case LATENCY_P95, LATENCY_P50 -> digits(value) + " ms";
      case ERROR_RATE -> digits(value * 100) + " %";
      case COST_PER_REQUEST -> "$" + digits(value);
      case THROUGHPUT -> digits(value * 60) + " a minute";
    };
  }

  private static String comparison(double value, double usual) {
    return usual == 0 ? "against" : digits(value / usual) + " times";
  }

  private static String digits(double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
