package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.decode.Decoded.Event;
import java.util.List;
import java.util.OptionalLong;

/**
 * An input as it was read, together with what it says. Decoding happens once, where the input is
 * read, because the watermark needs its event time there.
 *
 * @param decoded never empty
 */
public record DecodedRecord(RawRecord raw, List<Decoded> decoded) {

  public DecodedRecord {
    if (decoded.isEmpty()) {
      throw new IllegalArgumentException("nothing was decoded of " + raw + "; at least one is due");
    }
  }

  /** The same input with its place in Kafka, which a deserializer does not know. */
  public DecodedRecord at(int partition, long offset, long appendTimeMillis) {
    return new DecodedRecord(
        new RawRecord(raw.topic(), partition, offset, appendTimeMillis, raw.headers(), raw.bytes()),
        decoded);
  }

  /** The same without what it was decoded from. */
  public DecodedRecord onlyAt(int partition, long offset) {
    return new DecodedRecord(RawRecord.placeOf(partition, offset), decoded);
  }

  /** The earliest event time not after {@code latestMillis}; empty when there is no such event. */
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

  /** The latest event time not after {@code latestMillis}; empty when there is no such event. */
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
