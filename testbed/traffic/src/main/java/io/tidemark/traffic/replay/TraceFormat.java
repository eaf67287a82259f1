package io.tidemark.traffic.replay;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The formats of traces that can be replayed. */
public enum TraceFormat {
  /** JSON lines in any form that the pipeline reads; they are sent as they are. */
  NATIVE("native"),
  /** The Azure LLM inference traces: CSV {@code TIMESTAMP,ContextTokens,GeneratedTokens}. */
  AZURE_LLM("azure-llm"),
  /**
   * The Mooncake traces: JSON lines with {@code timestamp}, {@code input_length} and {@code
   * output_length}.
   */
  MOONCAKE("mooncake"),
  /** The BurstGPT traces: CSV {@code Timestamp,Model,Request tokens,Response tokens,…}. */
  BURSTGPT("burstgpt");

  private final String text;

  TraceFormat(String text) {
    this.text = text;
  }

  /**
   * Returns the format of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static TraceFormat parse(String text) {
    return Arrays.stream(values())
        .filter(f -> f.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + text + "' is no trace format: allowed are " + names()));
  }

  /**
   * Returns the format of a trace by its first line that is not blank.
   *
   * @throws IllegalArgumentException if it is in none of them
   */
  public static TraceFormat of(String firstLine) {
    List<String> cells = List.of(TraceLines.cells(firstLine));
    if (cells.containsAll(BurstGptReader.NEEDED)) {
      return BURSTGPT;
    }
    if (cells.containsAll(List.of(AzureLlmReader.HEADER.split(",")))) {
      return AZURE_LLM;
    }
    if (firstLine.stripLeading().startsWith("{")) {
      boolean isMooncake =
          firstLine.contains("\"input_length\"") && firstLine.contains("\"output_length\"");
      return isMooncake ? MOONCAKE : NATIVE;
    }
    throw new IllegalArgumentException(
        TraceLines.quoted(firstLine)
            + " begins no trace whose format is told by its first line: name one of "
            + names());
  }

  /** Returns the names of all formats, joined by commas. */
  public static String names() {
    return Arrays.stream(values()).map(f -> f.text).collect(Collectors.joining(", "));
  }

  /** Returns a new reader of this format. */
  public TraceReader reader(TraceSettings settings) {
    return switch (this) {
      case NATIVE -> new NativeReader();
      case AZURE_LLM -> new AzureLlmReader(settings);
      case MOONCAKE -> new MooncakeReader(settings);
      case BURSTGPT -> new BurstGptReader(settings);
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
