package io.tidemark.system;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.OffsetDateTime;

/**
 * A valid event as the model sees it.
 *
 * @param id the identifier that the producer gave it
 * @param timeMillis event time in milliseconds since the epoch
 * @param fields the native JSON object
 */
public record ModelEvent(String id, long timeMillis, JsonNode fields) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /**
   * Returns the event in these bytes: the whole object, or the {@code data} of an envelope or
   * CloudEvent.
   */
  static ModelEvent parse(byte[] bytes) {
    try {
      JsonNode root = JSON.readTree(bytes);
      JsonNode fields = root.has("data") ? root.get("data") : root;
      long time = OffsetDateTime.parse(fields.get("timestamp").asText()).toInstant().toEpochMilli();
      return new ModelEvent(fields.get("id").asText(), time, fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String field) {
    return fields.hasNonNull(field);
  }

  public String text(String field) {
    return fields.path(field).asText("");
  }

  boolean isTrue(String field) {
    return fields.path(field).asBoolean();
  }

  BigDecimal number(String field) {
    return fields.get(field).decimalValue();
  }
}
