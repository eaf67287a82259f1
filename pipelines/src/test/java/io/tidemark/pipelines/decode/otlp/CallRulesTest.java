package io.tidemark.pipelines.decode.otlp;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.otlp.SpanFate.Call;
import io.tidemark.pipelines.decode.otlp.SpanFate.Rejected;
import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import io.tidemark.pipelines.record.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a span, and what its attributes mean. */
class CallRulesTest {
  private static final KeyValue OPENAI = Requests.text("gen_ai.system", "openai");
  private final OtlpReader reader = new OtlpReader(Signal.TRACES, OtlpOptions.DEFAULT);

  private OtlpRecord read(Span.Builder... spans) {
    return reader.read(Bytes.of(Requests.of(spans).toByteArray()));
  }

  private SpanFate fate(Span.Builder span) {
    return read(span).fate(0);
  }

  private ModelCall call(Span.Builder span) {
    return ((Call) fate(span)).call();
  }

  private ModelCall call(KeyValue... more) {
    return call(Requests.call(1).addAllAttributes(List.of(more)));
  }

  private String detail(KeyValue... attributes) {
    SpanFate fate = fate(Requests.span(1).addAllAttributes(List.of(attributes)));
    return fate instanceof Skipped skipped ? skipped.detail() : ((Call) fate).call().operation();
  }

  private Tokens tokens(KeyValue... attributes) {
    return call(Requests.span(1)
            .addAttributes(Requests.text("gen_ai.operation.name", "chat"))
            .addAllAttributes(List.of(attributes)))
        .tokens();
  }

  private static KeyValue n(String key, long number) {
    return Requests.number(key, number);
  }

  @Test
  void aCallByTheConventions() {
    ModelCall call = call(Requests.call(1));
    assertThat(call.id(), is(Requests.TRACE + "-0000000000000001"));
    assertThat(call.requestId(), is(call.id()));
    assertThat(call.timestampMillis(), is(1_760_000_001_840L));
    assertThat(call.latencyMs(), is(1_840.123456));
    assertThat(call.model(), is("gpt-4"));
    assertThat(call.responseModel(), is(nullValue()));
    assertThat(call.provider(), is("openai"));
    assertThat(call.service(), is("shop"));
    assertThat(call.tokens(), is(new Tokens(97, 52, -1, -1, -1)));
    assertThat(call.cost(), is(Double.NaN));
    assertThat(call.error(), is(nullValue()));
  }

  @Test
  void oneCallInThreeSpellingsHasTheSameNumbers() {
    Span.Builder conventions =
        Requests.call(1)
            .addAttributes(Requests.text("gen_ai.response.model", "gpt-4-0613"))
            .addAttributes(n("gen_ai.usage.cache_read.input_tokens", 40))
            .addAttributes(n("gen_ai.usage.reasoning.output_tokens", 12));
    Span.Builder traceloop =
        Requests.span(1)
            .addAttributes(Requests.text("llm.request.type", "chat"))
            .addAttributes(Requests.text("gen_ai.system", "OpenAI"))
            .addAttributes(Requests.text("gen_ai.request.model", "gpt-4"))
            .addAttributes(Requests.text("gen_ai.response.model", "gpt-4-0613"))
            .addAttributes(n("gen_ai.usage.prompt_tokens", 97))
            .addAttributes(n("gen_ai.usage.completion_tokens", 52))
            .addAttributes(n("gen_ai.usage.cache_read_input_tokens", 40))
            .addAttributes(n("gen_ai.usage.reasoning_tokens", 12))
            .addAttributes(n("llm.usage.total_tokens", 149));
    Span.Builder openInference =
        Requests.span(1)
            .addAttributes(Requests.text("openinference.span.kind", "LLM"))
            .addAttributes(Requests.text("llm.provider", "openai"))
            .addAttributes(Requests.text("llm.request.model_name", "gpt-4"))
            .addAttributes(Requests.text("llm.response.model_name", "gpt-4-0613"))
            .addAttributes(n("llm.token_count.prompt", 97))
            .addAttributes(n("llm.token_count.completion", 52))
            .addAttributes(n("llm.token_count.prompt_details.cache_read", 40))
            .addAttributes(n("llm.token_count.completion_details.reasoning", 12))
            .addAttributes(n("llm.token_count.total", 149));
    assertThat(call(traceloop), is(call(conventions)));
    assertThat(call(openInference), is(call(conventions)));
    assertThat(call(conventions).tokens(), is(new Tokens(97, 52, 40, -1, 12)));
  }

  @Test
  void theFirstSignalThatSpeaksDecides() {
    KeyValue chat = Requests.text("gen_ai.operation.name", "chat");
    KeyValue llm = Requests.text("openinference.span.kind", "LLM");
    assertThat(
        detail(Requests.text("langfuse.observation.type", "span"), llm), is("langfuse span"));
    assertThat(
        detail(Requests.text("openinference.span.kind", "AGENT"), chat), is("openinference AGENT"));
    assertThat(detail(Requests.text("openinference.span.kind", "UNKNOWN"), chat), is("chat"));
    assertThat(
        detail(Requests.text("ai.operationId", "ai.streamText"), chat), is("vercel ai.streamText"));
    assertThat(detail(Requests.text("ai.operationId", "ai.embedMany.doEmbed")), is("embeddings"));
    assertThat(
        detail(Requests.text("gen_ai.operation.name", "fetch_response")),
        is("operation fetch_response"));
    assertThat(detail(Requests.text("gen_ai.operation.name", "generate")), is("text_completion"));
    assertThat(detail(Requests.text("traceloop.span.kind", "workflow")), is("traceloop workflow"));
    assertThat(detail(Requests.text("llm.request.type", "rerank")), is("request type rerank"));
    assertThat(detail(Requests.text("llm.request.type", "completion")), is("text_completion"));
  }

  @Test
  void aModelAndTokenCountsAreACallUnlessAToolOrAgentIsNamed() {
    KeyValue model = Requests.text("gen_ai.request.model", "gpt-4");
    KeyValue usage = n("gen_ai.usage.input_tokens", 5);
    assertThat(detail(model, usage), is("chat"));
    assertThat(detail(model, usage, Requests.text("agent_name", "a")), is("tool or agent"));
    assertThat(detail(usage), is("no request to a model"));
    assertThat(detail(model), is("no request to a model"));
    assertThat(
        detail(model, n("gen_ai.aggregated_usage.input_tokens", 5)), is("no request to a model"));
    assertThat(detail(model, usage, Requests.text("llm.request.type", "acompletion")), is("chat"));
  }

  @Test
  void ofCallsInsideOneAnotherTheInnermostCounts() {
    OtlpRecord record =
        read(
            Requests.call(1),
            Requests.span(2).setParentSpanId(Requests.spanId(1)),
            Requests.call(3).setParentSpanId(Requests.spanId(2)),
            Requests.call(4).setParentSpanId(Requests.spanId(9)));
    assertThat(record.skipped(), is(Map.of(SkipReason.WRAPS_REQUEST, 1, SkipReason.NO_REQUEST, 1)));
    assertThat(((Call) record.fate(2)).call().id(), is(Requests.TRACE + "-0000000000000003"));
    assertThat(((Call) record.fate(3)).call().id(), is(Requests.TRACE + "-0000000000000004"));
  }

  @Test
  void eachTryIsARequest() {
    OtlpRecord record =
        read(
            Requests.span(1),
            Requests.call(2)
                .setParentSpanId(Requests.spanId(1))
                .addAttributes(Requests.text("error.type", "429")),
            Requests.call(3).setParentSpanId(Requests.spanId(1)));
    assertThat(((Call) record.fate(1)).call().error(), is("429"));
    assertThat(((Call) record.fate(2)).call().error(), is(nullValue()));
  }

  @Test
  void spansThatAreTheirOwnAncestorsEnd() {
    OtlpRecord own = read(Requests.call(1).setParentSpanId(Requests.spanId(1)));
    assertThat(own.fate(0) instanceof Call, is(true));
    OtlpRecord circle =
        read(
            Requests.span(1).setParentSpanId(Requests.spanId(2)),
            Requests.span(2).setParentSpanId(Requests.spanId(1)),
            Requests.call(3).setParentSpanId(Requests.spanId(1)));
    assertThat(circle.fate(2) instanceof Call, is(true));
  }

  @Test
  void whatOnlyAnAncestorSaysIsInheritedFromTheNearest() {
    OtlpRecord record =
        read(
            Requests.span(1)
                .addAttributes(Requests.text("session.id", "far"))
                .addAttributes(Requests.text("user.id", "u"))
                .addAttributes(Requests.text("team", "t"))
                .addAttributes(Requests.texts("langfuse.trace.tags", "a", "b")),
            Requests.span(2)
                .setParentSpanId(Requests.spanId(1))
                .addAttributes(Requests.text("session.id", "near"))
                .addAttributes(Requests.text("ai.telemetry.metadata.plan", "pro")),
            Requests.call(3).setParentSpanId(Requests.spanId(2)));
    ModelCall call = ((Call) record.fate(2)).call();
    assertThat(call.session(), is("near"));
    assertThat(call.user(), is("u"));
    assertThat(call.team(), is("t"));
    assertThat(call.tags(), is(Map.of("tags", "a,b", "plan", "pro")));
    assertThat(reader.read(record.reframed(2)).fate(0), is(record.fate(2)));
  }

  /** Also alone: what it inherits then stands before what it has itself. */
  @Test
  void aSessionThatCannotBeKeptIsInherited() {
    OtlpRecord record =
        read(
            Requests.span(1).addAttributes(Requests.text("gen_ai.conversation.id", "c")),
            Requests.call(2)
                .setParentSpanId(Requests.spanId(1))
                .addAttributes(Requests.text("session.id", "s".repeat(257))));
    assertThat(((Call) record.fate(1)).call().session(), is("c"));
    assertThat(reader.read(record.reframed(1)).fate(0), is(record.fate(1)));
  }

  @ParameterizedTest
  @CsvSource({
    // input, output, read, write, reasoning, total → input, output
    "100, 20, 60, -1, -1, 120, 100, 20", // inside, by the total
    "100, 20, 60, -1, -1, 180, 160, 20", // outside, by the total
    "100, 20, 60, 30, -1, 210, 190, 20", // both, outside
    "40, 20, 60, -1, -1, -1, 100, 20", // more than the input cannot be in it
    "100, 20, 60, -1, -1, -1, 100, 20", // not told: as the conventions say
    "3891, 1532, -1, -1, 6315, 11738, 3891, 7847", // OpenRouter: reasoning outside
    "10, 5, -1, -1, 9, -1, 10, 14", // more reasoning than output
    "10, 50, -1, -1, 9, 60, 10, 50", // inside
    "10, 50, -1, -1, -1, 99, 10, 50", // a rest that nothing explains is left
    "100, 20, 60, -1, 30, 210, 160, 50" // both outside
  })
  void cachedTokensAreInTheInputAndReasoningIsInTheOutput(
      long input,
      long output,
      long read,
      long write,
      long reasoning,
      long total,
      long normalInput,
      long normalOutput) {
    Tokens tokens =
        new Usage(input, output, read, write, reasoning, total).normalised(false, false);
    assertThat(tokens, is(new Tokens(normalInput, normalOutput, read, write, reasoning)));
  }

  @Test
  void theRestOfGooglesTotalIsThinking() {
    KeyValue input = n("llm.token_count.prompt", 5);
    KeyValue output = n("llm.token_count.completion", 845);
    KeyValue total = n("llm.token_count.total", 2_023);
    KeyValue google = Requests.text("llm.provider", "google");
    assertThat(tokens(input, output, total), is(new Tokens(5, 845, -1, -1, -1)));
    assertThat(tokens(input, output, total, google), is(new Tokens(5, 2_018, -1, -1, 1_173)));
  }

  @Test
  void aScopeMayBeNamedWhereCachedTokensAreOutside() {
    OtlpOptions options =
        new OtlpOptions(
            Set.of(), Set.of(), Set.of("test"), Set.of(), List.of("team"), Set.of("model"));
    Span.Builder span =
        Requests.call(1).addAttributes(n("gen_ai.usage.cache_read.input_tokens", 50));
    OtlpRecord record =
        new OtlpReader(Signal.TRACES, options).read(Bytes.of(Requests.of(span).toByteArray()));
    assertThat(((Call) record.fate(0)).call().tokens(), is(new Tokens(147, 52, 50, -1, -1)));
  }

  @Test
  void unknownUsageIsNotZero() {
    assertThat(tokens(), is(new Tokens(-1, -1, -1, -1, -1)));
    assertThat(tokens().isKnown(), is(false));
  }

  @Test
  void embeddingsHaveNoOutput() {
    ModelCall call =
        call(
            Requests.span(1)
                .addAttributes(Requests.text("gen_ai.operation.name", "embeddings"))
                .addAttributes(n("gen_ai.usage.input_tokens", 7)));
    assertThat(call.tokens(), is(new Tokens(7, 0, -1, -1, -1)));
  }

  @Test
  void langfuseKeysExcludeEachOtherAndOpenAiKeysInclude() {
    assertThat(
        tokens(
            Requests.text(
                "langfuse.observation.usage_details",
                "{\"input\":100,\"output\":20,\"input_cached_tokens\":60,"
                    + "\"input_cache_creation\":5,\"output_reasoning_tokens\":30,\"total\":215}")),
        is(new Tokens(165, 50, 60, 5, 30)));
    assertThat(
        tokens(
            Requests.text(
                "langfuse.observation.usage_details",
                "{\"prompt_tokens\":100,\"completion_tokens\":20,\"total_tokens\":120,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":60}}")),
        is(new Tokens(100, 20, 60, -1, -1)));
  }

  @Test
  void countsMayBeTextsOrWholeDecimals() {
    assertThat(
        tokens(
            Requests.text("gen_ai.usage.input_tokens", "12"),
            Requests.decimal("gen_ai.usage.output_tokens", 3.0)),
        is(new Tokens(12, 3, -1, -1, -1)));
    assertThat(
        tokens(
            Requests.text("gen_ai.usage.input_tokens", "None"), n("gen_ai.usage.prompt_tokens", 8)),
        is(new Tokens(8, -1, -1, -1, -1)));
  }

  @ParameterizedTest
  @CsvSource({
    "OpenAI, openai",
    "az.ai.openai, azure.ai.openai",
    "azure, azure.ai.openai",
    "AWS, aws.bedrock",
    "vertex_ai, gcp.vertex_ai",
    "google-vertex, gcp.vertex_ai",
    "google-gla, gcp.gemini",
    "gcp.vertex.agent, gcp.gen_ai",
    "gcp.vertex_ai, gcp.vertex_ai",
    "mistralai, mistral_ai",
    "xai, x_ai",
    "my.gateway, my.gateway"
  })
  void providersHaveOneName(String said, String provider) {
    assertThat(call(Requests.text("gen_ai.provider.name", said)).provider(), is(provider));
  }

  @Test
  void vercelsProvidersEndAtTheFirstDot() {
    KeyValue vercel = Requests.text("ai.operationId", "ai.generateText.doGenerate");
    ModelCall call = call(vercel, Requests.text("gen_ai.provider.name", "openai.responses"));
    assertThat(call.provider(), is("openai"));
    assertThat(call.streaming(), is(false));
  }

  @Test
  void theModelAskedForIsTheModelAndPathsAreStripped() {
    ModelCall call =
        call(
            Requests.text(
                "gen_ai.request.model", "projects/p/publishers/google/models/gemini-2.5-flash"),
            Requests.text("gen_ai.response.model", "models/gemini-2.5-flash-001"));
    assertThat(call.model(), is("gemini-2.5-flash"));
    assertThat(call.responseModel(), is("gemini-2.5-flash-001"));
    ModelCall answered =
        call(
            Requests.span(1)
                .addAttributes(Requests.text("gen_ai.operation.name", "chat"))
                .addAttributes(Requests.text("gen_ai.response.model", "gpt-4-0613")));
    assertThat(answered.model(), is("gpt-4-0613"));
  }

  @Test
  void timeToFirstTokenInSecondsMillisecondsOrAsAMoment() {
    assertThat(
        call(Requests.decimal("gen_ai.response.time_to_first_chunk", 0.25)).timeToFirstTokenMs(),
        is(250.0));
    assertThat(
        call(Requests.decimal("ai.response.msToFirstChunk", 31.5)).timeToFirstTokenMs(), is(31.5));
    assertThat(
        call(Requests.text(
                "langfuse.observation.completion_start_time", "\"2025-10-09T08:53:20.750Z\""))
            .timeToFirstTokenMs(),
        is(750.0));
    Span.Builder chunks = Requests.call(1);
    for (int millis : new int[] {90, 40, 60}) {
      chunks.addEvents(
          Span.Event.newBuilder()
              .setName("gen_ai.content.completion.chunk")
              .setTimeUnixNano(Requests.START + millis * 1_000_000L));
    }
    assertThat(call(chunks).timeToFirstTokenMs(), is(40.0));
    assertThat(
        call(Requests.decimal("gen_ai.latency.time_in_queue", 0.002)).queueTimeMs(), is(2.0));
    ModelCall before = call(Requests.decimal("ai.response.msToFirstChunk", -1));
    assertThat(before.timeToFirstTokenMs(), is(Double.NaN));
    assertThat(before.leftOut(), is(1));
  }

  @Test
  void aCallFailedIfItsStatusOrItsErrorTypeSaysSo() {
    Status failed = Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).build();
    Span.Event exception =
        Span.Event.newBuilder()
            .setName("exception")
            .addAttributes(Requests.text("exception.type", "openai.RateLimitError"))
            .build();
    assertThat(call(Requests.call(1).setStatus(failed)).error(), is("_OTHER"));
    assertThat(
        call(Requests.call(1).setStatus(failed).addEvents(exception)).error(),
        is("openai.RateLimitError"));
    assertThat(
        call(Requests.call(1)
                .setStatus(failed)
                .addEvents(exception)
                .addAttributes(n("http.response.status_code", 529)))
            .error(),
        is("529"));
    assertThat(call(Requests.text("error.type", "timeout")).error(), is("timeout"));
    assertThat(call(Requests.text("langfuse.observation.level", "ERROR")).error(), is("_OTHER"));
    assertThat(call(Requests.call(1).addEvents(exception)).error(), is(nullValue()));
    assertThat(call(n("http.response.status_code", 200)).error(), is(nullValue()));
  }

  @Test
  void aCallThatFailedNeedsNeitherUsageNorModel() {
    Status failed = Status.newBuilder().setCode(Status.StatusCode.STATUS_CODE_ERROR).build();
    ModelCall call =
        call(
            Requests.span(1)
                .setStatus(failed)
                .addAttributes(Requests.text("gen_ai.operation.name", "chat")));
    assertThat(call.model(), is(""));
    assertThat(call.tokens().isKnown(), is(false));
    assertThat(call.error(), is("_OTHER"));
  }

  @Test
  void costIsInDollarsOrNone() {
    KeyValue amount = Requests.decimal("gen_ai.usage.cost.amount", 0.5);
    assertThat(call(amount).cost(), is(0.5));
    assertThat(call(amount, Requests.text("gen_ai.usage.cost.currency", "USD")).cost(), is(0.5));
    assertThat(
        call(amount, Requests.text("gen_ai.usage.cost.currency", "EUR")).cost(), is(Double.NaN));
    assertThat(call(Requests.decimal("operation.cost", 0.25)).cost(), is(0.25));
    assertThat(
        call(Requests.text("langfuse.observation.cost_details", "{\"input\":1,\"output\":2}"))
            .cost(),
        is(3.0));
  }

  @Test
  void arraysMayBeTexts() {
    assertThat(
        call(Requests.text("gen_ai.response.finish_reasons", "['stop']")).finishReason(),
        is("stop"));
    assertThat(
        call(Requests.texts("gen_ai.response.finish_reasons", "length", "stop")).finishReason(),
        is("length"));
  }

  @Test
  void aSpanOverridesItsResourceAndUnknownServicesAreNone() {
    assertThat(call(Requests.text("service.name", "cart")).service(), is("cart"));
    assertThat(call(Requests.text("service.name", "unknown_service:node")).service(), is("shop"));
    assertThat(call(Requests.text("cloud.region", "eu-west-1")).region(), is("eu-west-1"));
    assertThat(call(Requests.text("deployment.environment", "prod")).environment(), is("prod"));
  }

  /** A team is said by a span, by one around it, or by the resource. */
  @Test
  void theTeamOfTheResourceIsTheLastThatCounts() {
    Resource.Builder resource = Resource.newBuilder().addAttributes(Requests.text("team", "r"));
    ExportTraceServiceRequest request =
        ExportTraceServiceRequest.newBuilder()
            .addResourceSpans(
                ResourceSpans.newBuilder()
                    .setResource(resource)
                    .addScopeSpans(
                        ScopeSpans.newBuilder()
                            .addSpans(Requests.span(1).addAttributes(Requests.text("team", "a")))
                            .addSpans(Requests.call(2).setParentSpanId(Requests.spanId(1)))
                            .addSpans(Requests.call(3))))
            .build();
    OtlpRecord record = reader.read(Bytes.of(request.toByteArray()));
    assertThat(((Call) record.fate(1)).call().team(), is("a"));
    assertThat(((Call) record.fate(2)).call().team(), is("r"));
  }

  @Test
  void sessionsAreBeforeConversations() {
    assertThat(
        call(Requests.text("gen_ai.conversation.id", "resp_1"), Requests.text("session.id", "s-1"))
            .session(),
        is("s-1"));
  }

  @Test
  void whatCannotBeAnEventIsRejectedWithAReason() {
    assertRejected(Requests.call(1).clearEndTimeUnixNano(), Reason.MALFORMED, "endTimeUnixNano");
    assertRejected(
        Requests.call(1).setEndTimeUnixNano(Requests.START - 1), Reason.INVALID, "after its start");
    assertRejected(Requests.call(1).clearSpanId(), Reason.MALFORMED, "spanId is missing");
    assertRejected(Requests.call(0), Reason.INVALID, "spanId is all zeros");
    assertRejected(
        Requests.call(1).addAttributes(n("gen_ai.usage.input_tokens", -5)),
        Reason.INVALID,
        "input tokens are -5; allowed are 0 to 1000000000000");
    assertRejected(
        Requests.call(1).addAttributes(Requests.decimal("operation.cost", -0.5)),
        Reason.INVALID,
        "the cost is -0.5");
    assertRejected(
        Requests.call(1).addAttributes(Requests.text("gen_ai.request.model", "m".repeat(300))),
        Reason.INVALID,
        "model is \"mmm");
  }

  private void assertRejected(Span.Builder span, Reason reason, String sentence) {
    OtlpRecord record = read(span);
    Rejected rejected = (Rejected) record.fate(0);
    assertThat(rejected.toString(), rejected.reason(), is(reason));
    assertThat(rejected.sentence(), rejected.sentence().contains(sentence), is(true));
    assertThat(reader.read(record.reframed(0)).fate(0), is(rejected));
  }

  @Test
  void aValueThatIsNoDimensionIsLeftOut() {
    ModelCall call =
        call(
            Requests.text("gen_ai.provider.name", "p".repeat(300)),
            Requests.text("gen_ai.response.id", "a\u0000b"));
    assertThat(call.provider(), is(nullValue()));
    assertThat(call.requestId(), is(call.id()));
    assertThat(call.leftOut(), is(2));
  }

  @Test
  void scopesAndServicesMayBeIgnored() {
    Bytes request =
        Bytes.of(
            Requests.of(
                    Requests.call(1),
                    Requests.call(2)
                        .setParentSpanId(Requests.spanId(1))
                        .addAttributes(Requests.text("service.name", "gateway")))
                .toByteArray());
    OtlpOptions scope =
        new OtlpOptions(
            Set.of("test"), Set.of(), Set.of(), Set.of(), List.of("team"), Set.of("model"));
    assertThat(
        new OtlpReader(Signal.TRACES, scope).read(request).skipped(),
        is(Map.of(SkipReason.IGNORED_SCOPE, 2)));
    OtlpOptions service =
        new OtlpOptions(
            Set.of(), Set.of("gateway"), Set.of(), Set.of(), List.of("team"), Set.of("model"));
    OtlpRecord record = new OtlpReader(Signal.TRACES, service).read(request);
    assertThat(record.skipped(), is(Map.of(SkipReason.IGNORED_SERVICE, 1)));
    assertThat(record.fate(0) instanceof Call, is(true));
  }

  @Test
  void anAttributeOfAnotherTypeIsAbsent() {
    AnyValue.Builder bytes = AnyValue.newBuilder().setBytesValue(Requests.spanId(7));
    ModelCall call =
        call(
            Requests.attribute("session.id", bytes),
            Requests.attribute("user.id", AnyValue.newBuilder()),
            OPENAI);
    assertThat(call.session(), is(nullValue()));
    assertThat(call.user(), is(nullValue()));
  }
}
