package io.tidemark.pipelines.decode.otlp;

import java.util.List;
import java.util.stream.Stream;

/** The events of a span that have a meaning here. */
enum EventKind {
  OPENINFERENCE_FIRST_TOKEN("First Token Stream Event"),
  VERCEL_FIRST_CHUNK("ai.stream.firstChunk"),
  GEN_AI_CHUNK("gen_ai.content.completion.chunk"),
  LLM_CHUNK("llm.content.completion.chunk"),
  EXCEPTION("exception");

  /** Finds the ordinal by the name. */
  static final KeyTable TABLE = new KeyTable(names());

  private final String text;

  EventKind(String text) {
    this.text = text;
  }

  private static List<String> names() {
    return Stream.of(values()).map(kind -> kind.text).toList();
  }
}
