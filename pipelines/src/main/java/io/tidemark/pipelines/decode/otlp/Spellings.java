package io.tidemark.pipelines.decode.otlp;

/** How each thing is spelled, by all conventions that are in use, in order of precedence. */
final class Spellings {
  static final Spelling INPUT =
      Spelling.of(
          Key.INPUT_TOKENS,
          Key.PROMPT_TOKENS,
          Key.LLM_PROMPT_TOKENS,
          Key.COUNT_PROMPT,
          Key.AI_INPUT_TOKENS,
          Key.AI_PROMPT_TOKENS,
          Key.AI_TOKENS);

  static final Spelling OUTPUT =
      Spelling.of(
          Key.OUTPUT_TOKENS,
          Key.COMPLETION_TOKENS,
          Key.LLM_COMPLETION_TOKENS,
          Key.COUNT_COMPLETION,
          Key.AI_OUTPUT_TOKENS,
          Key.AI_COMPLETION_TOKENS);

  static final Spelling TOTAL =
      Spelling.of(Key.TOTAL_TOKENS, Key.LLM_TOTAL_TOKENS, Key.COUNT_TOTAL, Key.AI_TOTAL_TOKENS);

  static final Spelling CACHE_READ =
      Spelling.of(
          Key.CACHE_READ,
          Key.CACHE_READ_T,
          Key.CACHE_READ_P,
          Key.DETAILS_CACHE_READ_INPUT,
          Key.DETAILS_CACHE_READ,
          Key.COUNT_CACHE_READ,
          Key.AI_CACHED);

  static final Spelling CACHE_WRITE =
      Spelling.of(
          Key.CACHE_WRITE,
          Key.CACHE_CREATION,
          Key.CACHE_CREATION_T,
          Key.CACHE_WRITE_P,
          Key.DETAILS_CACHE_CREATION,
          Key.DETAILS_CACHE_WRITE,
          Key.COUNT_CACHE_WRITE);

  static final Spelling REASONING =
      Spelling.of(
          Key.REASONING,
          Key.REASONING_T,
          Key.LLM_REASONING,
          Key.DETAILS_REASONING,
          Key.DETAILS_THOUGHTS,
          Key.COUNT_REASONING,
          Key.AI_REASONING);

  /** Token counts, for a span that says nothing else about what it is. */
  static final Spelling USAGE =
      Spelling.of(
          Key.INPUT_TOKENS,
          Key.PROMPT_TOKENS,
          Key.LLM_PROMPT_TOKENS,
          Key.COUNT_PROMPT,
          Key.AI_INPUT_TOKENS,
          Key.AI_PROMPT_TOKENS,
          Key.AI_TOKENS,
          Key.OUTPUT_TOKENS,
          Key.COMPLETION_TOKENS,
          Key.LLM_COMPLETION_TOKENS,
          Key.COUNT_COMPLETION,
          Key.AI_OUTPUT_TOKENS,
          Key.AI_COMPLETION_TOKENS,
          Key.TOTAL_TOKENS,
          Key.LLM_TOTAL_TOKENS,
          Key.COUNT_TOTAL,
          Key.AI_TOTAL_TOKENS,
          Key.LANGFUSE_USAGE);

  /** Costs beside {@code gen_ai.usage.cost.amount}, which has a currency. */
  static final Spelling COST =
      Spelling.of(
          Key.COST,
          Key.LLM_COST_TOTAL,
          Key.OPERATION_COST,
          Key.LITELLM_COST_TOTAL,
          Key.COST_TOTAL_COST);

  static final Spelling MODEL_ASKED =
      Spelling.of(
          Key.REQUEST_MODEL,
          Key.LLM_REQUEST_MODEL_NAME,
          Key.AI_MODEL_ID,
          Key.LANGFUSE_MODEL,
          Key.LLM_MODEL_NAME,
          Key.EMBEDDING_MODEL_NAME,
          Key.LLM_REQUEST_MODEL);

  /** The last four are the only names of their conventions, and mean whichever is known. */
  static final Spelling MODEL_ANSWERED =
      Spelling.of(
          Key.RESPONSE_MODEL,
          Key.LLM_RESPONSE_MODEL_NAME,
          Key.AI_RESPONSE_MODEL,
          Key.LLM_RESPONSE_MODEL,
          Key.LANGFUSE_MODEL,
          Key.LLM_MODEL_NAME,
          Key.EMBEDDING_MODEL_NAME,
          Key.LLM_REQUEST_MODEL);

  static final Spelling PROVIDER =
      Spelling.of(
          Key.PROVIDER_NAME, Key.SYSTEM, Key.LLM_PROVIDER, Key.LLM_SYSTEM, Key.AI_MODEL_PROVIDER);

  static final Spelling TTFT_SECONDS =
      Spelling.of(
          Key.TIME_TO_FIRST_CHUNK,
          Key.CLIENT_TIME_TO_FIRST_CHUNK,
          Key.SERVER_TIME_TO_FIRST_TOKEN,
          Key.LATENCY_TIME_TO_FIRST_TOKEN);

  static final Spelling TTFT_MS =
      Spelling.of(Key.AI_RESPONSE_MS_TO_FIRST_CHUNK, Key.AI_STREAM_MS_TO_FIRST_CHUNK);

  static final Spelling QUEUE_SECONDS = Spelling.of(Key.TIME_IN_QUEUE);

  static final Spelling FINISH_REASON =
      Spelling.of(
          Key.FINISH_REASONS,
          Key.FINISH_REASON,
          Key.AI_FINISH_REASON,
          Key.COMPLETION_FINISH_REASON,
          Key.LLM_FINISH_REASON);

  /**
   * The trace is never a session. {@code session.id} stands before {@code gen_ai.conversation.id}
   * because a framework writes the identifier of the response there.
   */
  static final Spelling SESSION =
      Spelling.of(
          Key.LANGFUSE_SESSION,
          Key.SESSION_ID,
          Key.CONVERSATION_ID,
          Key.AI_SESSION,
          Key.TRACELOOP_SESSION);

  static final Spelling USER =
      Spelling.of(
          Key.LANGFUSE_USER,
          Key.USER_ID,
          Key.ENDUSER_ID,
          Key.AI_USER,
          Key.TRACELOOP_USER,
          Key.LITELLM_END_USER,
          Key.GEN_AI_REQUEST_USER,
          Key.LLM_USER,
          Key.GEN_AI_USER);

  static final Spelling REQUEST_ID =
      Spelling.of(Key.RESPONSE_ID, Key.AI_RESPONSE_ID, Key.REQUEST_ID, Key.LITELLM_CALL_ID);

  static final Spelling STREAMING =
      Spelling.of(Key.REQUEST_STREAM, Key.LLM_IS_STREAMING, Key.REQUEST_IS_STREAM);

  static final Spelling TOOL_OR_AGENT =
      Spelling.of(Key.GEN_AI_TOOL_NAME, Key.TOOL_NAME, Key.GEN_AI_AGENT_NAME, Key.AGENT_NAME);

  static final Spelling SERVICE = Spelling.of(Key.SERVICE_NAME);

  static final Spelling ENVIRONMENT =
      Spelling.of(Key.ENVIRONMENT_NAME, Key.ENVIRONMENT, Key.LANGFUSE_ENVIRONMENT);

  static final Spelling REGION = Spelling.of(Key.CLOUD_REGION, Key.AWS_REGION);

  static final Spelling TAGS = Spelling.of(Key.LANGFUSE_TAGS, Key.TAG_TAGS);

  private Spellings() {}
}
