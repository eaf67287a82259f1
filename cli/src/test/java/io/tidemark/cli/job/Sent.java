package io.tidemark.cli.job;

import io.tidemark.cli.generate.Generated;
import io.tidemark.cli.generate.Kind;
import java.util.EnumSet;
import java.util.Set;

/** A generated record and where the broker put it. */
record Sent(Generated record, String place) {
  private static final Set<Kind> SPOILED = EnumSet.of(Kind.MALFORMED, Kind.INVALID, Kind.FUTURE);

  /** {@code topic/partition/offset}. */
  static String place(String topic, int partition, long offset) {
    return topic + "/" + partition + "/" + offset;
  }

  Kind kind() {
    return record.kind();
  }

  /** Whether it must be set aside whatever the watermark. */
  boolean isSpoiled() {
    return SPOILED.contains(kind());
  }

  ModelEvent event() {
    return ModelEvent.parse(record.bytes());
  }
}
