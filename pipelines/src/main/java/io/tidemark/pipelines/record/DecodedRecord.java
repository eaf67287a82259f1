package io.tidemark.pipelines.record;

import io.tidemark.pipelines.record.Decoded.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * One input record together with what decoding made of it.
 *
 * <p>A record is decoded once, at the source, because the watermark needs its event time there. The
 * raw record travels along because a dead letter needs its bytes and its place.
 *
 * @param raw the record as it was read, or only its place; see {@link #withoutBytesOf}
 * @param decoded an outcome for each event in the record, in order; empty if the record has none,
 *     which only a format of many events in a record allows
 * @param parts where each of them stands in the record; empty if the record is one event as a whole
 * @param skipped how much of the record is no event and was not meant to be one, by the reason
 */
public record DecodedRecord(
    RawRecord raw,
    List<Decoded> decoded,
    List<? extends Part> parts,
    Map<String, Integer> skipped) {

  public DecodedRecord {
    if (!parts.isEmpty() && parts.size() != decoded.size()) {
      throw new IllegalArgumentException(
          raw + " has " + decoded.size() + " outcomes and " + parts.size() + " parts");
    }
  }

  /** Creates a record of which nothing was skipped. */
  public DecodedRecord(RawRecord raw, List<Decoded> decoded, List<? extends Part> parts) {
    this(raw, decoded, parts, Map.of());
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
    if (parts.isEmpty()) {
      return raw;
    }
    Part part = parts.get(outcome);
    return part == NoBytes.OF_THIS
        ? RawRecord.placeOf(raw.partition(), raw.offset(), raw.resumed()).part(outcome, part)
        : raw.part(outcome, part);
  }

  /**
   * Returns the same outcomes without the bytes of those that cannot become dead letters any more,
   * because keeping them would only cost memory and network. Of a record in which none can, the
   * place alone is kept.
   *
   * @param safe says of an outcome whether its bytes are not needed
   */
  public DecodedRecord withoutBytesOf(Predicate<Decoded> safe) {
    int needed = 0;
    for (Decoded outcome : decoded) {
      needed += safe.test(outcome) ? 0 : 1;
    }
    if (needed == 0) {
      RawRecord place = RawRecord.placeOf(raw.partition(), raw.offset(), raw.resumed());
      return new DecodedRecord(place, decoded, parts, skipped);
    }
    if (parts.isEmpty() || needed == decoded.size()) {
      return this;
    }
    List<Part> fewer = new ArrayList<>(parts);
    for (int i = 0; i < fewer.size(); i++) {
      if (safe.test(decoded.get(i))) {
        fewer.set(i, NoBytes.OF_THIS);
      }
    }
    return new DecodedRecord(raw, decoded, fewer, skipped);
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
