package io.tidemark.traffic.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tidemark.traffic.output.TopicRecord;

/**
 * Reads the Mooncake traces: JSON lines with {@code timestamp} in milliseconds after the start of
 * the trace, and {@code input_length} and {@code output_length} in tokens.
 */
final class MooncakeReader implements TraceReader {
  private static final JsonMapper JSON = new JsonMapper();

  private final TraceSettings settings;
  private final RequestEvent event;

  MooncakeReader(TraceSettings settings) {
    this.settings = settings;
    this.event = new RequestEvent(settings, "mooncake", "mooncake");
  }

  @Override
  public String statement() {
    return event.statement() + " Times are relative: 0 is read as " + settings.start() + ".";
  }

  @Override
  public TopicRecord read(String line, long number) {
    JsonNode request = parse(line);
    long time = settings.start().toEpochMilli() + count(request, "timestamp");
    return event.of(number, time, count(request, "input_length"), count(request, "output_length"));
  }

  private static JsonNode parse(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static long count(JsonNode request, String field) {
    JsonNode value = request.path(field);
    if (!value.canConvertToLong() || value.asLong() < 0) {
      throw new IllegalArgumentException(
          field
              + " is "
              + (value.isMissingNode() ? "missing" : TraceLines.quoted(value.toString()))
              + ": needed is 0 or more");
    }
    return value.asLong();
  }
}
