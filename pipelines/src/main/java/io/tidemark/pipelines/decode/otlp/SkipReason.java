package io.tidemark.pipelines.decode.otlp;

import java.util.Locale;

/**
 * Why a span or log record is neither an event nor a dead letter. There are few, so that each can
 * be a counter; what the span said is in {@link SpanFate.Skipped#detail}.
 */
public enum SkipReason {
  /** Its {@code langfuse.observation.type} is no request to a model. */
  LANGFUSE,
  /** Its {@code openinference.span.kind} is none. */
  OPENINFERENCE,
  /** Its {@code ai.operationId} is an outer span of the Vercel AI SDK, which repeats the usage. */
  VERCEL,
  /** Its {@code gen_ai.operation.name} is none. */
  OPERATION,
  /** Its {@code traceloop.span.kind} is none. */
  TRACELOOP,
  /** Its {@code llm.request.type} is none. */
  REQUEST_TYPE,
  /** It names a tool or an agent, and no operation. */
  TOOL_OR_AGENT,
  /** Nothing in it says that it is a request to a model. */
  NO_REQUEST,
  /** Another request to a model is inside it, in the same record: the innermost counts. */
  WRAPS_REQUEST,
  /** Its instrumentation scope is among those to be ignored. */
  IGNORED_SCOPE,
  /** Its service is among those to be ignored. */
  IGNORED_SERVICE,
  /** A log record that is no evaluation, or an evaluation that is no feedback of a person. */
  NO_FEEDBACK,
  /** Feedback that does not say which session it belongs to. */
  NO_SESSION;

  /** Returns the name for counters, in lower case. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
