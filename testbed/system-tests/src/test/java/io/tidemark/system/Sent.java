package io.tidemark.system;

import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.Kind;
import java.lang.ref.SoftReference;
import java.util.EnumSet;
import java.util.Set;

/** A generated record, and where the broker has put it. */
public final class Sent {
  private static final Set<Kind> SPOILED = EnumSet.of(Kind.MALFORMED, Kind.INVALID, Kind.FUTURE);

  private final Generated record;
  private final String place;
  private SoftReference<ModelEvent> parsed = new SoftReference<>(null);

  public Sent(Generated record, String place) {
    this.record = record;
    this.place = place;
  }

  /** Returns {@code topic/partition/offset}. */
  static String place(String topic, int partition, long offset) {
    return topic + "/" + partition + "/" + offset;
  }

  Generated record() {
    return record;
  }

  String place() {
    return place;
  }

  Kind kind() {
    return record.kind();
  }

  /** Returns whether the record must be set aside whatever the watermark is. */
  public boolean isSpoiled() {
    return SPOILED.contains(kind());
  }

  /**
   * Returns the event. It is kept as long as memory allows, because a run is compared many times
   * until it has settled.
   */
  ModelEvent event() {
    ModelEvent event = parsed.get();
    if (event == null) {
      event = ModelEvent.parse(record.bytes());
      parsed = new SoftReference<>(event);
    }
    return event;
  }
}
