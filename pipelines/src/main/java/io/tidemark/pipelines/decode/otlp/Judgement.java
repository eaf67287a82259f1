package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import io.tidemark.pipelines.record.Excerpt;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Whether a span is a request to a model, judged from the span alone: the first signal that speaks
 * decides. A span with none of them, but a model and token counts, is one.
 *
 * @param skipped why it is none; null if it is one
 * @param operation what was asked of the model; empty for none
 */
record Judgement(@Nullable Skipped skipped, String operation) {
  static final String CHAT = "chat";
  static final String EMBEDDINGS = "embeddings";

  private static final Judgement IS_CHAT = new Judgement(null, CHAT);
  private static final Judgement IS_EMBEDDINGS = new Judgement(null, EMBEDDINGS);
  private static final Judgement TOOL_OR_AGENT = skip(SkipReason.TOOL_OR_AGENT, "tool or agent");
  private static final Judgement NO_REQUEST = skip(SkipReason.NO_REQUEST, "no request to a model");

  static Judgement of(Attributes span) {
    Judgement first = byLangfuse(span);
    first = first == null ? byOpenInference(span) : first;
    first = first == null ? byVercel(span) : first;
    first = first == null ? byOperation(span) : first;
    first = first == null ? byTraceloop(span) : first;
    first = first == null ? byRequestType(span) : first;
    return first == null ? byWhatItHas(span) : first;
  }

  private static Judgement skip(SkipReason reason, String detail) {
    return new Judgement(new Skipped(reason, detail), "");
  }

  private static @Nullable Judgement byLangfuse(Attributes span) {
    String type = span.text(Key.LANGFUSE_TYPE);
    if (type == null) {
      return null;
    }
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "generation" -> counted(CHAT, span);
      case "embedding" -> IS_EMBEDDINGS;
      default -> skip(SkipReason.LANGFUSE, "langfuse " + Excerpt.cut(type));
    };
  }

  private static @Nullable Judgement byOpenInference(Attributes span) {
    String kind = span.text(Key.OPENINFERENCE_KIND);
    if (kind == null) {
      return null;
    }
    String upper = kind.toUpperCase(Locale.ROOT);
    return switch (upper) {
      case "LLM" -> counted(CHAT, span);
      case "EMBEDDING" -> IS_EMBEDDINGS;
      case "AGENT", "CHAIN", "TOOL", "RETRIEVER", "RERANKER", "GUARDRAIL", "EVALUATOR", "PROMPT" ->
          skip(SkipReason.OPENINFERENCE, "openinference " + upper);
      default -> null; // such as UNKNOWN: it says nothing
    };
  }

  private static @Nullable Judgement byVercel(Attributes span) {
    String id = span.text(Key.AI_OPERATION_ID);
    if (id == null || !id.startsWith("ai.")) {
      return null;
    }
    if (id.endsWith(".doEmbed")) {
      return IS_EMBEDDINGS;
    }
    return id.endsWith(".doGenerate") || id.endsWith(".doStream")
        ? counted(CHAT, span)
        : skip(SkipReason.VERCEL, "vercel " + Excerpt.cut(id));
  }

  private static @Nullable Judgement byOperation(Attributes span) {
    String name = span.text(Key.OPERATION_NAME);
    if (name == null) {
      return null;
    }
    String operation = operation(name);
    return operation == null
        ? skip(SkipReason.OPERATION, "operation " + Excerpt.cut(name))
        : ofOperation(operation);
  }

  private static @Nullable Judgement byTraceloop(Attributes span) {
    String kind = span.text(Key.TRACELOOP_KIND);
    return kind == null ? null : skip(SkipReason.TRACELOOP, "traceloop " + Excerpt.cut(kind));
  }

  private static @Nullable Judgement byRequestType(Attributes span) {
    String type = span.text(Key.LLM_REQUEST_TYPE);
    if (type == null) {
      return null;
    }
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "chat" -> IS_CHAT;
      case "completion" -> ofOperation("text_completion");
      case "embedding", "embeddings" -> IS_EMBEDDINGS;
      case "rerank" -> skip(SkipReason.REQUEST_TYPE, "request type rerank");
      default -> null; // such as LiteLLM's acompletion: its model and tokens tell
    };
  }

  private static Judgement byWhatItHas(Attributes span) {
    if (Spellings.TOOL_OR_AGENT.isIn(span) && Spellings.TOOL_OR_AGENT.text(span) != null) {
      return TOOL_OR_AGENT;
    }
    boolean model =
        Spellings.MODEL_ASKED.text(span) != null || Spellings.MODEL_ANSWERED.text(span) != null;
    return model && Spellings.USAGE.isIn(span) ? IS_CHAT : NO_REQUEST;
  }

  /** Counted by another signal than the name of the operation, which tells more if it is there. */
  private static Judgement counted(String operation, Attributes span) {
    String name = span.text(Key.OPERATION_NAME);
    String said = name == null ? null : operation(name);
    return ofOperation(said == null ? operation : said);
  }

  private static Judgement ofOperation(String operation) {
    return switch (operation) {
      case CHAT -> IS_CHAT;
      case EMBEDDINGS -> IS_EMBEDDINGS;
      default -> new Judgement(null, operation);
    };
  }

  /** Returns the convention's name of an operation that is a request to a model; else null. */
  private static @Nullable String operation(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "chat" -> CHAT;
      case "generate_content" -> "generate_content";
      case "text_completion", "completion", "generate" -> "text_completion";
      case "embeddings", "embedding" -> EMBEDDINGS;
      default -> null;
    };
  }

  boolean isRequest() {
    return skipped == null;
  }
}
