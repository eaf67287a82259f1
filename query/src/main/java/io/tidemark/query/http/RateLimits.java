package io.tidemark.query.http;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** A bucket of requests for each who asks; the least recently seen of very many is forgotten. */
final class RateLimits {
  private static final int MOST = 10_000;

  private final int perSecond;
  private final int burst;
  private final TimeMeter clock;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST;
        }
      };

  /**
   * Creates them.
   *
   * @param perSecond requests that come back to a bucket each second
   * @param burst requests in a full bucket
   */
  RateLimits(int perSecond, int burst, TimeMeter clock) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.clock = clock;
  }

  /** Takes one request; throws a problem if there is none left. */
  void take(String who) {
    ConsumptionProbe probe = bucket(who).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      throw limited(
          "more than " + perSecond + " requests a second, after the first " + burst,
          Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }
  }

  /** Returns the problem of too many requests, which may be repeated after a while. */
  static RuntimeException limited(String detail, Duration wait) {
    long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
    return Problem.of(ProblemType.RATE_LIMITED, detail)
        .with("retry_after_seconds", seconds)
        .exception();
  }

  private synchronized Bucket bucket(String who) {
    return buckets.computeIfAbsent(
        who,
        name ->
            Bucket.builder()
                .addLimit(
                    Bandwidth.builder()
                        .capacity(burst)
                        .refillGreedy(perSecond, Duration.ofSeconds(1))
                        .build())
                .withCustomTimePrecision(clock)
                .build());
  }
}
