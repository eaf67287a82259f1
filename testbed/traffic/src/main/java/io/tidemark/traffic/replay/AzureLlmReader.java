package io.tidemark.traffic.replay;

import io.tidemark.traffic.output.TopicRecord;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Locale;

/**
 * Reads the Azure LLM inference traces: CSV with the header {@code
 * TIMESTAMP,ContextTokens,GeneratedTokens}. Times without an offset, as in the trace of 2023, are
 * read as UTC; their fractions are rounded down to milliseconds.
 */
final class AzureLlmReader implements TraceReader {
  static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens";
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd['T'][' ']HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .appendPattern("[XXX][XX][X]")
          .toFormatter(Locale.ROOT);

  private final RequestEvent event;
  private Columns columns;

  AzureLlmReader(TraceSettings settings) {
    event = new RequestEvent(settings, "azure-llm", "azure-code");
  }

  @Override
  public String statement() {
    return event.statement()
        + " Times without an offset are read as UTC; all are floored to milliseconds.";
  }

  @Override
  public TopicRecord read(String line, long number) {
    if (number == 0) {
      columns = Columns.of(line, List.of(HEADER.split(",")));
      return null;
    }
    String[] cells = columns.cells(line);
    return event.of(
        number - 1,
        time(columns.text(cells, "TIMESTAMP")),
        columns.tokens(cells, "ContextTokens"),
        columns.tokens(cells, "GeneratedTokens"));
  }

  private static long time(String text) {
    try {
      TemporalAccessor time = TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
      return time instanceof OffsetDateTime withOffset
          ? withOffset.toInstant().toEpochMilli()
          : LocalDateTime.from(time).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "TIMESTAMP " + TraceLines.quoted(text) + " is not like 2023-11-16 18:17:03.9799600", e);
    }
  }
}
