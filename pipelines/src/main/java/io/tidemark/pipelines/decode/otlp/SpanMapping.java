package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.decode.otlp.SpanFate.Call;
import io.tidemark.pipelines.decode.otlp.SpanFate.Rejected;
import io.tidemark.pipelines.event.ValueLimits;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes a call of the fields of a span that is a request to a model, or says what is wrong with it.
 * What an ancestor or the resource says of session, user and team is added later.
 */
final class SpanMapping {
  static final double MOST_MILLIS = ValueLimits.LATENCY_MS;
  static final long MOST_TOKENS = ValueLimits.TOKENS;

  private static final String USD = "USD";

  private final OtlpOptions options;

  SpanMapping(OtlpOptions options) {
    this.options = options;
  }

  /** Returns the call, or why there is none. */
  SpanFate fate(SpanFields span, Judgement judgement, Context context) {
    try {
      return new Call(call(span, judgement, context));
    } catch (Unreadable e) {
      return new Rejected(e.reason, e.sentence(), knownEnd(span));
    }
  }

  /** Returns the event time of a span, in milliseconds since the epoch; null if it is not known. */
  static @Nullable Long knownEnd(SpanFields span) {
    return span.endNanos == 0 ? null : (Long) Timing.millis(span.endNanos);
  }

  private ModelCall call(SpanFields span, Judgement judgement, Context context) throws Unreadable {
    checkId(span.trace, "traceId");
    checkId(span.span, "spanId");
    double latencyMs = latencyMs(span);
    Attributes attributes = span.attributes;
    Kept kept = new Kept(options.dimensions());
    String id = SpanId.pair(span.trace, span.span);
    String requestId = kept.text(Spellings.REQUEST_ID.text(attributes));
    String asked = Spellings.MODEL_ASKED.text(attributes);
    String answered = Spellings.MODEL_ANSWERED.text(attributes);
    String path = asked == null ? (answered == null ? "" : answered) : asked;
    String model = kept.dimension("model", bareModel(path));
    String provider = kept.dimension("provider", Providers.of(attributes));
    Tokens tokens = tokens(span, judgement, Providers.isGoogle(provider, path), kept);
    String error = CallError.of(span);
    return new ModelCall(
        id,
        Timing.millis(span.endNanos),
        requestId == null ? id : requestId,
        judgement.operation(),
        model == null ? "" : model,
        kept.text(answered == null ? null : bareModel(answered)),
        provider,
        kept.dimension("region", or(Spellings.REGION.text(attributes), span.resource.region())),
        kept.dimension("service", or(ResourceFacts.service(attributes), span.resource.service())),
        kept.dimension(
            "environment", or(Spellings.ENVIRONMENT.text(attributes), span.resource.environment())),
        kept.own("team", span.keys.team.text(attributes), context.team()),
        kept.text(context.user()),
        kept.text(context.session()),
        latencyMs,
        kept.millis(Timing.timeToFirstTokenMs(span)),
        kept.millis(Timing.queueTimeMs(attributes)),
        tokens,
        cost(attributes),
        error == null ? null : Texts.kept(Texts.LONGEST_IDENTIFIER, error),
        kept.text(Spellings.FINISH_REASON.firstListed(attributes)),
        streaming(attributes),
        context.tags(),
        kept.leftOut() + span.tagsLeftOut());
  }

  private static @Nullable String or(@Nullable String first, @Nullable String second) {
    return first == null ? second : first;
  }

  private static void checkId(SpanId id, String name) throws Unreadable {
    if (!id.isThere()) {
      throw Unreadable.malformed(name + " is missing; an event has its id of it");
    }
    if (id.problem != null) {
      throw Unreadable.invalid(id.problem);
    }
  }

  private static double latencyMs(SpanFields span) throws Unreadable {
    if (span.timeProblem != null) {
      throw Unreadable.malformed(span.timeProblem);
    }
    if (span.endNanos == 0) {
      throw Unreadable.malformed(
          "endTimeUnixNano is missing or 0; the end of a span is its event time");
    }
    double latencyMs = Timing.latencyMs(span);
    if (latencyMs < 0 || latencyMs > MOST_MILLIS) {
      throw Unreadable.invalid(
          "the span ends "
              + latencyMs
              + " ms after its start; allowed are 0 to "
              + MOST_MILLIS
              + " ms");
    }
    return latencyMs;
  }

  /** Strips the path that Vertex AI puts before a model, and nothing else. */
  static String bareModel(String model) {
    if (model.indexOf('/') < 0) {
      return model;
    }
    int at = model.lastIndexOf("/models/");
    String bare = at >= 0 ? model.substring(at + "/models/".length()) : model;
    return bare.startsWith("models/") ? bare.substring("models/".length()) : bare;
  }

  private Tokens tokens(SpanFields span, Judgement judgement, boolean google, Kept kept)
      throws Unreadable {
    Usage found = Usage.of(span.attributes);
    Usage usage =
        new Usage(
            checkCount("input tokens", found.input()),
            checkCount("output tokens", found.output()),
            kept.part(found.cacheRead()),
            kept.part(found.cacheWrite()),
            kept.part(found.reasoning()),
            found.total() > 2 * MOST_TOKENS ? Tokens.UNKNOWN : found.total());
    if (judgement.operation().equals(Judgement.EMBEDDINGS)) {
      return usage.ofEmbeddings();
    }
    boolean outside = options.scopesWithCacheOutside().contains(span.scope);
    Tokens tokens = usage.normalised(google, outside);
    checkCount("input tokens", tokens.input());
    checkCount("output tokens", tokens.output());
    return tokens;
  }

  private static long checkCount(String name, long count) throws Unreadable {
    if (count < Tokens.UNKNOWN || count > MOST_TOKENS) {
      throw Unreadable.invalid(name + " are " + count + "; allowed are 0 to " + MOST_TOKENS);
    }
    return count;
  }

  /** Returns the cost as reported in US dollars; NaN for none, and for one in another currency. */
  private static double cost(Attributes span) throws Unreadable {
    String currency = span.text(Key.COST_CURRENCY);
    double cost =
        currency == null || currency.equalsIgnoreCase(USD)
            ? span.decimal(Key.COST_AMOUNT.ordinal())
            : Double.NaN;
    cost = Double.isNaN(cost) ? Spellings.COST.decimal(span) : cost;
    String details = Double.isNaN(cost) ? span.text(Key.LANGFUSE_COST) : null;
    cost = details == null ? cost : LangfuseDetails.cost(details);
    if (cost < 0 || cost > ValueLimits.COST_USD) {
      throw Unreadable.invalid(
          "the cost is " + cost + " US dollars; allowed are 0 to " + ValueLimits.COST_USD);
    }
    return cost + 0.0; // -0.0 equals 0.0 but has other bytes
  }

  private static @Nullable Boolean streaming(Attributes span) {
    Boolean said = Spellings.STREAMING.bool(span);
    String operation = said == null ? span.text(Key.AI_OPERATION_ID) : null;
    if (operation == null) {
      return said;
    }
    return operation.endsWith(".doStream")
        ? Boolean.TRUE
        : operation.endsWith(".doGenerate") ? Boolean.FALSE : null;
  }
}
