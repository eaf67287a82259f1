package io.tidemark.traffic.replay;

import java.util.Arrays;
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
  MOONCAKE("mooncake");

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
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
