package io.tidemark.traffic.replay;

import io.tidemark.traffic.output.TopicRecord;
import java.util.List;

/**
 * Reads the BurstGPT traces: CSV with {@code Timestamp} in seconds after the start of the trace,
 * {@code Model}, {@code Request tokens}, {@code Response tokens}, {@code Total tokens} and {@code
 * Log Type}; from release 2 on also {@code Session ID} and {@code Elapsed time} in seconds.
 */
final class BurstGptReader implements TraceReader {
  static final List<String> NEEDED =
      List.of("Timestamp", "Model", "Request tokens", "Response tokens");
  private static final String ELAPSED = "Elapsed time";

  private final TraceSettings settings;
  private final RequestEvent event;
  private Columns columns;

  BurstGptReader(TraceSettings settings) {
    this.settings = settings;
    this.event = new RequestEvent(settings, "burstgpt", "burstgpt");
  }

  @Override
  public String statement() {
    return event.statement()
        + " But for a row with a Model or an Elapsed time these are recorded, unless --model or"
        + " --latency=zero is given. Times are relative: 0 is read as "
        + settings.start()
        + ".";
  }

  @Override
  public TopicRecord read(String line, long number) {
    if (number == 0) {
      columns = Columns.of(line, NEEDED);
      return null;
    }
    String[] cells = columns.cells(line);
    String elapsed = columns.text(cells, ELAPSED);
    return event.of(
        number - 1,
        settings.start().toEpochMilli() + columns.millis(cells, "Timestamp"),
        columns.tokens(cells, "Request tokens"),
        columns.tokens(cells, "Response tokens"),
        columns.text(cells, "Model"),
        elapsed.isEmpty() ? null : columns.millis(cells, ELAPSED));
  }
}
