package io.tidemark.pipelines.decode;

import java.io.InputStream;

/**
 * The JSON Schema (draft 2020-12) of the native form of events: what a producer had best write. The
 * decoders read more than it accepts, and nothing that it accepts is {@code MALFORMED} or {@code
 * INVALID} to them, but for a day that is not in the calendar.
 */
public final class EventSchema {
  private static final String RESOURCE = "/schema/events.schema.json";

  private EventSchema() {}

  /** Opens the schema, in UTF-8; the caller closes it. */
  public static InputStream open() {
    InputStream schema = EventSchema.class.getResourceAsStream(RESOURCE);
    if (schema == null) {
      throw new IllegalStateException("the class path has no " + RESOURCE);
    }
    return schema;
  }
}
