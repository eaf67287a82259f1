package io.tidemark.pipelines.record;

import io.tidemark.pipelines.record.Decoded.Event;
import java.util.List;
import java.util.OptionalLong;

/**
 * One input record together with what decoding made of it.
 *
 * <p>A record is decoded once, at the source, because the watermark needs its event time there. The
 * raw record travels along because a dead letter needs its bytes and its place.
 *
 * @param raw the record as it was read, or only its place; see {@link #onlyAt}
 * @param decoded an outcome for each event in the record, in order; never empty
 */
public record DecodedRecord(RawRecord raw, List<Decoded> decoded) {

  public DecodedRecord {
    if (decoded.isEmpty()) {
      throw new IllegalArgumentException("nothing was decoded of " + raw + "; at least one is due");
    }
  }

  /** Returns the same record with its place in Kafka, which a deserializer does not know. */
  public DecodedRecord at(int partition, long offset, long appendTimeMillis) {
    return new DecodedRecord(
        new RawRecord(raw.topic(), partition, offset, appendTimeMillis, raw.headers(), raw.bytes()),
        decoded);
  }

  /**
   * Returns the same outcomes with the place of the record in place of its bytes and headers. It is
   * for records that cannot become dead letters any more, because keeping their bytes would only
   * cost memory and network.
   */
  public DecodedRecord onlyAt(int partition, long offset) {
    return new DecodedRecord(RawRecord.placeOf(partition, offset), decoded);
  }

  /**
   * Returns the earliest event time that is at most {@code latestMillis}, in milliseconds since the
   * epoch; empty if no event has such a time.
   */
  public OptionalLong earliestEventMillis(long latestMillis) {
    long earliest = Long.MAX_VALUE;
    boolean found = false;
    for (Decoded outcome : decoded) {
      if (outcome instanceof Event event && event.event().timestampMillis() <= latestMillis) {
        earliest = Math.min(earliest, event.event().timestampMillis());
        found = true;
      }
    }
    return found ? OptionalLong.of(earliest) : OptionalLong.empty();
  }

  /**
   * Returns the latest event time that is at most {@code latestMillis}, in milliseconds since the
   * epoch; empty if no event has such a time.
   */
  public OptionalLong latestEventMillis(long latestMillis) {
    long latest = Long.MIN_VALUE;
    boolean found = false;
    for (Decoded outcome : decoded) {
      if (outcome instanceof Event event && event.event().timestampMillis() <= latestMillis) {
        latest = Math.max(latest, event.event().timestampMillis());
        found = true;
      }
    }
    return found ? OptionalLong.of(latest) : OptionalLong.empty();
  }
}
