package io.tidemark.pipelines.decode;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What stands around a native payload, in an envelope or a CloudEvent. Each part is used where the
 * payload itself lacks it.
 *
 * @param type {@code event_type} of an envelope, {@code type} of a CloudEvent
 */
record EnvelopeFields(
    @Nullable String id,
    @Nullable String timestamp,
    @Nullable String type,
    Map<String, String> metadata) {

  /** Nothing: the payload is the whole record. */
  static final EnvelopeFields NONE = new EnvelopeFields(null, null, null, Map.of());
}
