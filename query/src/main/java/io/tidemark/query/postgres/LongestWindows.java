package io.tidemark.query.postgres;

import io.tidemark.query.row.Stream;
import java.time.Duration;
import java.util.Map;

/**
 * The longest windows of each stream, by which a range of ends becomes one of starts: only starts
 * have an index. Computations say it; a table whose rows do not say their computation is taken to
 * have none longer than a day.
 */
final class LongestWindows {

  static final Duration UNKNOWN = Duration.ofDays(1);

  private static final Map<Stream, String> SETTINGS =
      Map.of(
          Stream.PERFORMANCE, "fixedSize",
          Stream.SLIDING, "slidingSize",
          Stream.ANOMALIES, "slidingSize",
          Stream.FEEDBACK, "sessionMaxLength",
          Stream.HEALTH, "healthSize");

  private final Computations computations;

  LongestWindows(Computations computations) {
    this.computations = computations;
  }

  /** Returns a bound, in milliseconds. */
  long millis(Stream stream) {
    return computations.of(stream).stream()
        .mapToLong(
            computation ->
                computation
                    .duration(SETTINGS.get(stream))
                    .map(Duration::toMillis)
                    .orElse(UNKNOWN.toMillis()))
        .max()
        .orElse(UNKNOWN.toMillis());
  }
}
