package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.record.RawRecord;

/**
 * The id of an event to which its producer gave none, made of the place where it was read: the same
 * when it is read again, and another for every other event.
 *
 * <p>It begins with U+0000, which decoders refuse in the ids that producers give. So nobody can
 * send an event that is taken for one without an id, or the other way round.
 */
final class PlaceId {
  private PlaceId() {}

  /**
   * Returns the id of the event at this place.
   *
   * @param topic the topic or file
   * @param number of the event in its record, from 0
   */
  static String of(String topic, RawRecord raw, int number) {
    return "\0" + topic + '/' + raw.partition() + '/' + raw.offset() + '/' + number;
  }
}
