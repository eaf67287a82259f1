package io.tidemark.pipelines.decode.otlp;

/**
 * Every attribute that has a meaning here, by the convention that it is from. Values of other
 * attributes are skipped without being decoded; prompts and answers are among them.
 */
enum Key {
  // Which spans count.
  LANGFUSE_TYPE("langfuse.observation.type"),
  OPENINFERENCE_KIND("openinference.span.kind"),
  AI_OPERATION_ID("ai.operationId"),
  OPERATION_NAME("gen_ai.operation.name"),
  TRACELOOP_KIND("traceloop.span.kind"),
  LLM_REQUEST_TYPE("llm.request.type"),
  GEN_AI_TOOL_NAME("gen_ai.tool.name"),
  TOOL_NAME("tool.name"),
  GEN_AI_AGENT_NAME("gen_ai.agent.name"),
  AGENT_NAME("agent_name"),
  // Input tokens.
  INPUT_TOKENS("gen_ai.usage.input_tokens"),
  PROMPT_TOKENS("gen_ai.usage.prompt_tokens"),
  LLM_PROMPT_TOKENS("llm.usage.prompt_tokens"),
  COUNT_PROMPT("llm.token_count.prompt"),
  AI_INPUT_TOKENS("ai.usage.inputTokens"),
  AI_PROMPT_TOKENS("ai.usage.promptTokens"),
  AI_TOKENS("ai.usage.tokens"),
  // Output tokens.
  OUTPUT_TOKENS("gen_ai.usage.output_tokens"),
  COMPLETION_TOKENS("gen_ai.usage.completion_tokens"),
  LLM_COMPLETION_TOKENS("llm.usage.completion_tokens"),
  COUNT_COMPLETION("llm.token_count.completion"),
  AI_OUTPUT_TOKENS("ai.usage.outputTokens"),
  AI_COMPLETION_TOKENS("ai.usage.completionTokens"),
  // Totals, which only check the others.
  TOTAL_TOKENS("gen_ai.usage.total_tokens"),
  LLM_TOTAL_TOKENS("llm.usage.total_tokens"),
  COUNT_TOTAL("llm.token_count.total"),
  AI_TOTAL_TOKENS("ai.usage.totalTokens"),
  // Read from a cache.
  CACHE_READ("gen_ai.usage.cache_read.input_tokens"),
  CACHE_READ_T("gen_ai.usage.cache_read_input_tokens"),
  CACHE_READ_P("gen_ai.usage.cache_read_tokens"),
  DETAILS_CACHE_READ_INPUT("gen_ai.usage.details.cache_read_input_tokens"),
  DETAILS_CACHE_READ("gen_ai.usage.details.cache_read_tokens"),
  COUNT_CACHE_READ("llm.token_count.prompt_details.cache_read"),
  AI_CACHED("ai.usage.cachedInputTokens"),
  // Written to a cache.
  CACHE_WRITE("gen_ai.usage.cache_write.input_tokens"),
  CACHE_CREATION("gen_ai.usage.cache_creation.input_tokens"),
  CACHE_CREATION_T("gen_ai.usage.cache_creation_input_tokens"),
  CACHE_WRITE_P("gen_ai.usage.cache_write_tokens"),
  DETAILS_CACHE_CREATION("gen_ai.usage.details.cache_creation_input_tokens"),
  DETAILS_CACHE_WRITE("gen_ai.usage.details.cache_write_tokens"),
  COUNT_CACHE_WRITE("llm.token_count.prompt_details.cache_write"),
  // Reasoning.
  REASONING("gen_ai.usage.reasoning.output_tokens"),
  REASONING_T("gen_ai.usage.reasoning_tokens"),
  LLM_REASONING("llm.usage.reasoning_tokens"),
  DETAILS_REASONING("gen_ai.usage.details.reasoning_tokens"),
  DETAILS_THOUGHTS("gen_ai.usage.details.thoughts_tokens"),
  COUNT_REASONING("llm.token_count.completion_details.reasoning"),
  AI_REASONING("ai.usage.reasoningTokens"),
  // Usage and cost as JSON texts.
  LANGFUSE_USAGE("langfuse.observation.usage_details"),
  LANGFUSE_COST("langfuse.observation.cost_details"),
  // Cost.
  COST_AMOUNT("gen_ai.usage.cost.amount"),
  COST_CURRENCY("gen_ai.usage.cost.currency"),
  COST("gen_ai.usage.cost"),
  LLM_COST_TOTAL("llm.cost.total"),
  OPERATION_COST("operation.cost"),
  LITELLM_COST_TOTAL("litellm.cost.total"),
  COST_TOTAL_COST("gen_ai.cost.total_cost"),
  // Models.
  REQUEST_MODEL("gen_ai.request.model"),
  LLM_REQUEST_MODEL_NAME("llm.request.model_name"),
  AI_MODEL_ID("ai.model.id"),
  LANGFUSE_MODEL("langfuse.observation.model.name"),
  LLM_MODEL_NAME("llm.model_name"),
  EMBEDDING_MODEL_NAME("embedding.model_name"),
  LLM_REQUEST_MODEL("llm.request.model"),
  RESPONSE_MODEL("gen_ai.response.model"),
  LLM_RESPONSE_MODEL_NAME("llm.response.model_name"),
  AI_RESPONSE_MODEL("ai.response.model"),
  LLM_RESPONSE_MODEL("llm.response.model"),
  // Provider.
  PROVIDER_NAME("gen_ai.provider.name"),
  SYSTEM("gen_ai.system"),
  LLM_PROVIDER("llm.provider"),
  LLM_SYSTEM("llm.system"),
  AI_MODEL_PROVIDER("ai.model.provider"),
  // Time to the first token, in seconds, then in milliseconds, then as a time.
  TIME_TO_FIRST_CHUNK("gen_ai.response.time_to_first_chunk"),
  CLIENT_TIME_TO_FIRST_CHUNK("gen_ai.client.operation.time_to_first_chunk"),
  SERVER_TIME_TO_FIRST_TOKEN("gen_ai.server.time_to_first_token"),
  LATENCY_TIME_TO_FIRST_TOKEN("gen_ai.latency.time_to_first_token"),
  AI_RESPONSE_MS_TO_FIRST_CHUNK("ai.response.msToFirstChunk"),
  AI_STREAM_MS_TO_FIRST_CHUNK("ai.stream.msToFirstChunk"),
  LANGFUSE_COMPLETION_START("langfuse.observation.completion_start_time"),
  // Time in a queue, in seconds.
  TIME_IN_QUEUE("gen_ai.latency.time_in_queue"),
  // Finish reason.
  FINISH_REASONS("gen_ai.response.finish_reasons"),
  FINISH_REASON("gen_ai.response.finish_reason"),
  AI_FINISH_REASON("ai.response.finishReason"),
  COMPLETION_FINISH_REASON("gen_ai.completion.0.finish_reason"),
  LLM_FINISH_REASON("llm.finish_reason"),
  // Session.
  LANGFUSE_SESSION("langfuse.session.id"),
  SESSION_ID("session.id"),
  CONVERSATION_ID("gen_ai.conversation.id"),
  AI_SESSION("ai.telemetry.metadata.sessionId"),
  TRACELOOP_SESSION("traceloop.association.properties.session_id"),
  // User.
  LANGFUSE_USER("langfuse.user.id"),
  USER_ID("user.id"),
  ENDUSER_ID("enduser.id"),
  AI_USER("ai.telemetry.metadata.userId"),
  TRACELOOP_USER("traceloop.association.properties.user_id"),
  LITELLM_END_USER("litellm.end_user.id"),
  GEN_AI_REQUEST_USER("gen_ai.request.user"),
  LLM_USER("llm.user"),
  GEN_AI_USER("gen_ai.user"),
  // Error.
  ERROR_TYPE("error.type"),
  HTTP_STATUS("http.response.status_code"),
  LANGFUSE_LEVEL("langfuse.observation.level"),
  EXCEPTION_TYPE("exception.type"),
  // Request.
  RESPONSE_ID("gen_ai.response.id"),
  AI_RESPONSE_ID("ai.response.id"),
  REQUEST_ID("gen_ai.request.id"),
  LITELLM_CALL_ID("litellm.call_id"),
  // Streaming.
  REQUEST_STREAM("gen_ai.request.stream"),
  LLM_IS_STREAMING("llm.is_streaming"),
  REQUEST_IS_STREAM("gen_ai.request.is_stream"),
  // Where it was made.
  SERVICE_NAME("service.name"),
  ENVIRONMENT_NAME("deployment.environment.name"),
  ENVIRONMENT("deployment.environment"),
  LANGFUSE_ENVIRONMENT("langfuse.environment"),
  CLOUD_REGION("cloud.region"),
  AWS_REGION("aws.region"),
  // Tags.
  LANGFUSE_TAGS("langfuse.trace.tags"),
  TAG_TAGS("tag.tags"),
  METADATA("metadata"),
  // Evaluations, in logs.
  EVENT_NAME("event.name"),
  EVALUATION_NAME("gen_ai.evaluation.name"),
  EVALUATION_VALUE("gen_ai.evaluation.score.value"),
  EVALUATION_LABEL("gen_ai.evaluation.score.label"),
  EVALUATION_EXPLANATION("gen_ai.evaluation.explanation");

  private static final Key[] ALL = values();

  static final int COUNT = ALL.length;

  final String text;

  Key(String text) {
    this.text = text;
  }
}
