package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.otlp.SpanFate.Rejected;
import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import io.tidemark.pipelines.record.Bytes;
import io.tidemark.pipelines.record.OtlpForm;
import io.tidemark.pipelines.record.OtlpPart;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One export request with the fate of each span or log record in it: {@code spans = events +
 * rejected + skipped}. A request that cannot be read is one rejection, of the record as a whole.
 */
public final class OtlpRecord {
  private final Bytes bytes;
  private final Signal signal;
  private final OtlpOptions options;
  private final List<Outcome> outcomes;

  OtlpRecord(Bytes bytes, Signal signal, OtlpOptions options, List<Outcome> outcomes) {
    this.bytes = bytes;
    this.signal = signal;
    this.options = options;
    this.outcomes = outcomes;
  }

  /** Returns a request that cannot be read. */
  static OtlpRecord unreadable(
      Bytes bytes, Signal signal, OtlpOptions options, Reason reason, String sentence) {
    return new OtlpRecord(
        bytes,
        signal,
        options,
        List.of(
            new Outcome(Outcome.WHOLE, new Rejected(reason, sentence, null), null, Context.NONE)));
  }

  /** Returns how many spans or log records the request has; 1 if it cannot be read. */
  public int size() {
    return outcomes.size();
  }

  /** Returns what becomes of the span at an index, from 0. */
  public SpanFate fate(int index) {
    return outcomes.get(index).fate();
  }

  Outcome outcome(int index) {
    return outcomes.get(index);
  }

  /** Returns whether the request could be read; if not, its one fate is that of the record. */
  public boolean isReadable() {
    return outcomes.isEmpty() || outcomes.get(0).index() != Outcome.WHOLE;
  }

  /** Returns how many are skipped, by reason. */
  public Map<SkipReason, Integer> skipped() {
    Map<SkipReason, Integer> counts = new EnumMap<>(SkipReason.class);
    for (Outcome outcome : outcomes) {
      if (outcome.fate() instanceof Skipped skipped) {
        counts.merge(skipped.reason(), 1, Integer::sum);
      }
    }
    return counts;
  }

  /**
   * Returns where the span at an index stands, as a request of its own; null for a span that is
   * skipped, and for a record that cannot be read.
   */
  public @Nullable OtlpPart part(int index) {
    Outcome outcome = outcomes.get(index);
    Slices slices = outcome.slices();
    if (slices == null) {
      return null;
    }
    Map<String, String> inherited = InheritedAttributes.of(outcome.inherited(), options);
    boolean json = OtlpReader.isJson(bytes);
    OtlpForm form =
        !json
            ? OtlpForm.PROTOBUF
            : signal == Signal.TRACES ? OtlpForm.JSON_TRACES : OtlpForm.JSON_LOGS;
    int end = json ? slices.attributes() : slices.leaf().from() + slices.leaf().length();
    if (inherited.isEmpty() || end < 0) {
      return new OtlpPart(form, slices.resource(), slices.scope(), slices.leaf());
    }
    Bytes added =
        json
            ? InheritedAttributes.json(inherited, bytes, end)
            : InheritedAttributes.protobuf(inherited);
    return new OtlpPart(form, slices.resource(), slices.scope(), slices.leaf(), added, end);
  }

  /**
   * Returns a complete request with the span at an index alone, its resource and its scope, in the
   * encoding of the record. What the span has from spans around it is written into it, so that it
   * decodes to the same event or rejection by itself. Its size is about that of the three; of a
   * record that cannot be read, it is the record.
   */
  public Bytes reframed(int index) {
    OtlpPart part = part(index);
    return part == null ? bytes : part.of(bytes);
  }
}
