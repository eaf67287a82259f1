package io.tidemark.query.feed;

import java.time.Duration;
import java.util.Map;

/**
 * What a feed reads.
 *
 * @param kafka properties of the client, at least {@code bootstrap.servers}
 * @param prefix of the topics: {@code tidemark}
 * @param age windows that end further back than this are not asked of the snapshot
 * @param overlap how long before the begin the topics are read again, so that what was on its way
 *     into the store then is not missed
 */
public record FeedSettings(
    Map<String, Object> kafka, String prefix, Duration age, Duration overlap) {
  /** The longest window, its silent end and the clocks of others, when there is no snapshot. */
  static final Duration LONGEST_WINDOW = Duration.ofHours(5);

  public FeedSettings {
    kafka = Map.copyOf(kafka);
    if (age.isNegative() || overlap.isNegative()) {
      throw new IllegalArgumentException(
          "age " + age + " and overlap " + overlap + " of a feed must be at least 0");
    }
  }

  /** Returns the settings with an hour of windows and an overlap of 10 minutes. */
  public static FeedSettings of(Map<String, Object> kafka, String prefix) {
    return new FeedSettings(kafka, prefix, Duration.ofHours(1), Duration.ofMinutes(10));
  }
}
