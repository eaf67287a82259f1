package io.tidemark.traffic.replay;

import io.tidemark.traffic.output.TopicRecord;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.Locale;

/**
 * Reads the Azure LLM inference traces: CSV with the header {@code
 * TIMESTAMP,ContextTokens,GeneratedTokens}. Times have no zone and are read as UTC; their units of
 * 100 ns are rounded down to milliseconds.
 */
final class AzureLlmReader implements TraceReader {
  static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens";
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);

  private final RequestEvent event;

  AzureLlmReader(TraceSettings settings) {
    event = new RequestEvent(settings, "azure-llm", "azure-code");
  }

  @Override
  public String statement() {
    return event.statement() + " Times are read as UTC, floored to milliseconds.";
  }

  @Override
  public TopicRecord read(String line, long number) {
    if (number == 0) {
      if (!line.equals(HEADER)) {
        throw new IllegalArgumentException("'" + line + "' is not the header " + HEADER);
      }
      return null;
    }
    String[] cells = line.split(",", -1);
    if (cells.length != 3) {
      throw new IllegalArgumentException(
          "'" + line + "' has " + cells.length + " cells: needed are 3, " + HEADER);
    }
    return event.of(number - 1, time(cells[0]), tokens(cells[1]), tokens(cells[2]));
  }

  private static long time(String text) {
    try {
      return LocalDateTime.parse(text, TIME).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "TIMESTAMP '" + text + "' is not like 2023-11-16 18:17:03.9799600", e);
    }
  }

  private static long tokens(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no count of tokens: 0 or more", e);
    }
  }
}
