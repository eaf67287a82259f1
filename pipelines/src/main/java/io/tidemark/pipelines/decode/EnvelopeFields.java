package io.tidemark.pipelines.decode;

import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The fields that an envelope or a CloudEvent puts around a native payload. Each counts only where
 * the payload itself does not have the field.
 *
 * @param id identifier of the event; null if absent
 * @param timestamp event time as text; null if absent
 * @param type {@code event_type} of an envelope, {@code type} of a CloudEvent; null if absent
 * @param metadata texts by name; empty if absent
 */
record EnvelopeFields(
    @Nullable String id,
    @Nullable String timestamp,
    @Nullable String type,
    Map<String, String> metadata) {

  /** No envelope: the payload is the whole record. */
  static final EnvelopeFields NONE = new EnvelopeFields(null, null, null, Map.of());
}
