package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.otlp.SpanFate.Rejected;
import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import io.tidemark.pipelines.record.Bytes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

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
            new Outcome(
                Outcome.WHOLE, new Rejected(reason, sentence, null), null, Context.NONE)));
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
   * Returns a complete request with the span at an index alone, its resource and its scope, in the
   * encoding of the record. What the span has from spans around it is written into it, so that it
   * decodes to the same event or rejection by itself. Its size is about that of the three; of a
   * record that cannot be read, it is the record.
   */
  public Bytes reframed(int index) {
    Outcome outcome = outcomes.get(index);
    if (outcome.slices() == null) {
      return bytes;
    }
    return OtlpReader.isJson(bytes)
        ? JsonFrame.of(bytes, signal, outcome, options)
        : ProtobufFrame.of(bytes, outcome, options);
  }
}
