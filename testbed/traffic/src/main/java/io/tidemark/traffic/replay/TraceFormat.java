package io.tidemark.traffic.replay;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The formats of trace that can be replayed. */
public enum TraceFormat {
  /** JSON lines in any form that the pipeline reads; replayed as they are. */
  NATIVE("native"),
  /** The Azure LLM inference traces: CSV {@code TIMESTAMP,ContextTokens,GeneratedTokens}. */
  AZURE_LLM("azure-llm"),
  /** The Mooncake traces: JSON lines with {@code timestamp}, {@code input_length}, … */
  MOONCAKE("mooncake");

  private final String text;

  TraceFormat(String text) {
    this.text = text;
  }

  /** The format of this name. */
  public static TraceFormat parse(String text) {
    return Arrays.stream(values())
        .filter(f -> f.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'" + text + "' is no trace format: allowed are " + names()));
  }

  /** All names, as the command line takes them. */
  public static String names() {
    return Arrays.stream(values()).map(f -> f.text).collect(Collectors.joining(", "));
  }

  /** A new reader of this format. */
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
