package io.tidemark.pipelines.decode.mapping;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How the objects of one program become events of one stream.
 *
 * @param name of the file, for messages
 * @param stream the native type of the events
 * @param condition which objects are mapped; null for all
 * @param fields of the event; entries of one object one after the other
 */
record Mapping(
    String name, String stream, Values.@Nullable Condition condition, List<MappedField> fields) {

  /** What is no ASCII is escaped: a text may have half a character, which no UTF-8 can hold. */
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  boolean accepts(Values values) {
    return condition == null || condition.holds(values);
  }

  /** Returns the object in the native form, or why there is none. */
  Outcome map(Values values) throws IOException {
    ByteArrayBuilder json = new ByteArrayBuilder(512);
    String error = null;
    try (JsonGenerator out = JSON.createGenerator(json, JsonEncoding.UTF8)) {
      out.writeStartObject();
      out.writeStringField("type", stream);
      error = write(values, out);
      out.writeEndObject();
    }
    return error == null
        ? new Outcome.Native(json.toByteArray(), this)
        : new Outcome.Refused(error, json.toByteArray());
  }

  /** Writes the fields up to the first that is refused, and returns why it is; null if none is. */
  private @Nullable String write(Values values, JsonGenerator out) throws IOException {
    String open = null;
    String error = null;
    for (int i = 0; i < fields.size() && error == null; i++) {
      MappedField field = fields.get(i);
      try {
        Found found = field.value(values);
        if (found != null) {
          open = openEntries(field, open, out);
          out.writeFieldName(field.entry() == null ? field.name() : field.entry());
          found.write(out);
        }
      } catch (Unmapped e) {
        error = named(field, String.valueOf(e.getMessage()));
      }
    }
    if (open != null) {
      out.writeEndObject();
    }
    return error;
  }

  /** Opens and closes the object that entries stand in, and returns the field that is open. */
  private static @Nullable String openEntries(
      MappedField field, @Nullable String open, JsonGenerator out) throws IOException {
    String needed = field.entry() == null ? null : field.name();
    if (Objects.equals(needed, open)) {
      return open;
    }
    if (open != null) {
      out.writeEndObject();
    }
    if (needed != null) {
      out.writeObjectFieldStart(needed);
    }
    return needed;
  }

  /** Returns what is said of a field in the native form, with the pointers that it comes from. */
  String explained(String error) {
    for (MappedField field : fields) {
      if (error.startsWith(field.name() + " ") && field.entry() == null) {
        return named(field, error);
      }
    }
    return error;
  }

  private String named(MappedField field, String error) {
    return error.contains(field.pointers())
        ? error
        : error + " (from " + field.pointers() + ", mapping " + name + ")";
  }
}
