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
 * @param spans where each of them stands in the record; empty if the record is one event as a whole
 */
public record DecodedRecord(RawRecord raw, List<Decoded> decoded, List<Span> spans) {

  public DecodedRecord {
    if (decoded.isEmpty()) {
      throw new IllegalArgumentException("nothing was decoded of " + raw + "; at least one is due");
    }
    if (!spans.isEmpty() && spans.size() != decoded.size()) {
      throw new IllegalArgumentException(
          raw + " has " + decoded.size() + " outcomes and " + spans.size() + " spans");
    }
  }

  /** Creates a record that has one event, or of which it is not known where its events stand. */
  public DecodedRecord(RawRecord raw, List<Decoded> decoded) {
    this(raw, decoded, List.of());
  }

  /**
   * Returns the part of the record that an outcome was made of, with its index in the record; the
   * record itself if it is one event as a whole.
   *
   * @param outcome the index of the outcome, from 0
   */
  public RawRecord raw(int outcome) {
    return spans.isEmpty() ? raw : raw.part(outcome, spans.get(outcome));
  }

  /**
   * Returns the same outcomes with the place of the record in place of its bytes and headers. It is
   * for records that cannot become dead letters any more, because keeping their bytes would only
   * cost memory and network.
   */
  public DecodedRecord onlyAt(int partition, long offset) {
    return new DecodedRecord(RawRecord.placeOf(partition, offset, raw.resumed()), decoded, spans);
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
