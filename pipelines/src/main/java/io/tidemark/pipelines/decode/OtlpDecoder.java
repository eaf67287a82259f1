package io.tidemark.pipelines.decode;

import io.tidemark.pipelines.decode.otlp.OtlpOptions;
import io.tidemark.pipelines.decode.otlp.OtlpReader;
import io.tidemark.pipelines.decode.otlp.OtlpRecord;
import io.tidemark.pipelines.decode.otlp.Signal;
import io.tidemark.pipelines.decode.otlp.SkipReason;
import io.tidemark.pipelines.decode.otlp.SpanFate;
import io.tidemark.pipelines.options.SomeOf;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.DecodedRecord;
import io.tidemark.pipelines.record.OtlpPart;
import io.tidemark.pipelines.record.RawRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Decodes OTLP export requests of spans and logs, as the OpenTelemetry Collector's {@code kafka}
 * exporter writes them, in Protobuf and JSON.
 *
 * <p>Which signal a request is of is known from its topic, for in Protobuf it does not say so. On
 * other topics and in files a request is recognised if it is JSON that begins with its signal. Each
 * request to a model among the spans is an event, each evaluation by a person among the log records
 * likewise; what is meant to be one and is not valid is rejected by itself. The others are counted
 * as skipped, by reason. {@code spans = events + rejected + skipped}.
 */
public final class OtlpDecoder implements Decoder {
  private static final long serialVersionUID = 1L;

  private final @Nullable String spansTopic;
  private final @Nullable String logsTopic;
  private final OtlpOptions options;
  private final OtlpEvents events;
  private transient volatile @Nullable ThreadLocal<Readers> readers;

  /**
   * Creates a decoder of the records of two topics.
   *
   * @param spansTopic null for none
   * @param logsTopic null for none
   */
  OtlpDecoder(
      @Nullable String spansTopic,
      @Nullable String logsTopic,
      OtlpOptions options,
      EventRules rules) {
    this.spansTopic = spansTopic;
    this.logsTopic = logsTopic;
    this.options = options;
    this.events = new OtlpEvents(rules);
  }

  /** Returns a decoder of JSON that is recognised by what it begins with. */
  static OtlpDecoder ofJson(EventRules rules) {
    OtlpOptions usual = OtlpOptions.DEFAULT;
    return new OtlpDecoder(
        null,
        null,
        new OtlpOptions(
            usual.ignoredScopes(),
            usual.ignoredServices(),
            usual.scopesWithCacheOutside(),
            usual.feedbackNames(),
            usual.teamKeys(),
            Set.copyOf(rules.dimensions())),
        rules);
  }

  /** Returns the decoder that the options say, with the rules that they say. */
  static OtlpDecoder of(TidemarkOptions options, EventRules rules) {
    return new OtlpDecoder(
        options.getOtlpSpansTopic(),
        options.getOtlpLogsTopic(),
        new OtlpOptions(
            Set.copyOf(names(options.getOtlpIgnoreScopes())),
            Set.copyOf(names(options.getOtlpIgnoreServices())),
            Set.copyOf(names(options.getOtlpCacheOutsideScopes())),
            Set.copyOf(names(options.getOtlpFeedbackNames())),
            names(options.getOtlpTeamAttributes()),
            Set.copyOf(rules.dimensions())),
        rules);
  }

  private static List<String> names(@Nullable String list) {
    return list == null || list.isBlank()
        ? List.of()
        : List.of(list.strip().split(SomeOf.SEPARATOR)).stream().distinct().toList();
  }

  @Override
  public boolean accepts(RawRecord record) {
    return signal(record) != null;
  }

  @Override
  public DecodedRecord decode(RawRecord record) {
    Readers own = readers().get();
    OtlpReader reader = signal(record) == Signal.LOGS ? own.logs : own.spans;
    OtlpRecord request = reader.read(record.bytes());
    List<Decoded> outcomes = new ArrayList<>(request.size());
    List<OtlpPart> parts = new ArrayList<>(request.size());
    for (int i = 0; i < request.size(); i++) {
      SpanFate fate = request.fate(i);
      if (!(fate instanceof SpanFate.Skipped)) {
        outcomes.add(events.decoded(fate));
        OtlpPart part = request.part(i);
        if (part != null) {
          parts.add(part);
        }
      }
    }
    return new DecodedRecord(record, outcomes, parts, skipped(request));
  }

  /** Returns what the record exports; null if it is no export request. */
  private @Nullable Signal signal(RawRecord record) {
    if (record.topic().equals(spansTopic)) {
      return Signal.TRACES;
    }
    return record.topic().equals(logsTopic) ? Signal.LOGS : Signal.namedFirst(record.bytes());
  }

  private static Map<String, Integer> skipped(OtlpRecord request) {
    Map<SkipReason, Integer> counts = request.skipped();
    if (counts.isEmpty()) {
      return Map.of();
    }
    Map<String, Integer> skipped = new TreeMap<>();
    counts.forEach((reason, count) -> skipped.put(reason.word(), count));
    return skipped;
  }

  private ThreadLocal<Readers> readers() {
    ThreadLocal<Readers> known = readers;
    if (known == null) {
      known = ThreadLocal.withInitial(() -> new Readers(options));
      readers = known; // two threads at once may make two: readers are alike
    }
    return known;
  }

  /** What one thread uses again for each record. */
  private static final class Readers {
    private final OtlpReader spans;
    private final OtlpReader logs;

    Readers(OtlpOptions options) {
      spans = new OtlpReader(Signal.TRACES, options);
      logs = new OtlpReader(Signal.LOGS, options);
    }
  }
}
