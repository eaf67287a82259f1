package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.record.Decoded;
import java.io.Serializable;
import java.time.Instant;

/**
 * How far ahead of processing time an event time may be. Without a limit, one producer with a wrong
 * clock could carry the watermark past all other events.
 *
 * @param maxSkewMillis milliseconds, at least 0; an event exactly that far ahead is accepted
 */
public record FutureLimit(long maxSkewMillis) implements Serializable {

  /** One hour. */
  public static final FutureLimit DEFAULT = new FutureLimit(3_600_000L);

  public FutureLimit {
    if (maxSkewMillis < 0) {
      throw new IllegalArgumentException(
          "maxFutureSkew is " + maxSkewMillis + " ms; at least 0 is needed");
    }
  }

  /**
   * Returns the latest event time that is accepted at this processing time, both in milliseconds
   * since the epoch.
   */
  public long latestMillis(long nowMillis) {
    return nowMillis > Long.MAX_VALUE - maxSkewMillis ? Long.MAX_VALUE : nowMillis + maxSkewMillis;
  }

  /**
   * Returns the outcome as it is, or a rejection with the reason {@code FUTURE} if it is an event
   * too far ahead of {@code nowMillis}.
   */
  public Decoded check(Decoded decoded, long nowMillis) {
    if (decoded instanceof Decoded.Event event
        && event.event().timestampMillis() > latestMillis(nowMillis)) {
      long millis = event.event().timestampMillis();
      return new Decoded.Rejected(Reason.FUTURE, error(millis, nowMillis), millis);
    }
    return decoded;
  }

  private String error(long millis, long nowMillis) {
    return "timestamp is "
        + Instant.ofEpochMilli(millis)
        + ", "
        + (millis - nowMillis)
        + " ms ahead of processing time; at most "
        + maxSkewMillis
        + " ms are allowed";
  }
}
