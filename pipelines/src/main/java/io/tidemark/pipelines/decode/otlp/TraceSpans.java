package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.otlp.SpanFate.Call;
import io.tidemark.pipelines.decode.otlp.SpanFate.Rejected;
import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Gives each span of one request its fate. Two rules need the other spans of the request: of calls
 * inside one another, at any depth, the innermost counts; and session, user, team and tags that
 * only a span around a call has are the call's too, those of the nearest.
 *
 * <p>Both cost one walk from a call to its root. Which spans are around others is known when all
 * are read, so a span that the first rule skips was mapped in vain; it is rare.
 */
final class TraceSpans implements Leaves {
  private static final Skipped WRAPS =
      new Skipped(SkipReason.WRAPS_REQUEST, "wraps another request");

  /** How far up something is inherited from; deeper traces are broken, or made to cost time. */
  private static final int MOST_ANCESTORS = 1_000;

  private final OtlpOptions options;
  private final SpanMapping mapping;
  private final List<Entry> entries = new ArrayList<>();

  TraceSpans(OtlpOptions options) {
    this.options = options;
    this.mapping = new SpanMapping(options);
  }

  @Override
  public void take(SpanFields span, int from, int length) throws Unreadable {
    LeafLimit.check(Signal.TRACES, entries.size() + 1);
    Context context = ContextOf.span(span, options);
    Entry entry = new Entry(span, context);
    Skipped ignored = Ignored.of(span, options);
    if (ignored != null) {
      entry.fate = ignored;
    } else if (span.broken != null) {
      entry.fate = new Rejected(Reason.MALFORMED, span.broken, SpanMapping.knownEnd(span));
    } else {
      judge(span, entry);
    }
    if (!(entry.fate instanceof Skipped)) {
      entry.slices = span.slices(from, length);
    }
    entries.add(entry);
  }

  /**
   * A span whose id has another length is no span: metrics in Protobuf look so on the topic of
   * spans. It is rejected, whatever else it says.
   */
  private void judge(SpanFields span, Entry entry) {
    Judgement judgement = Judgement.of(span.attributes);
    if (judgement.isRequest()) {
      entry.isRequest = true;
      entry.fate = mapping.fate(span, judgement, entry.context);
    } else if (span.trace.isOfAnotherSize()) {
      entry.fate = new Rejected(Reason.INVALID, sentence(span), SpanMapping.knownEnd(span));
    } else {
      entry.fate = judgement.skipped();
    }
  }

  private static String sentence(SpanFields span) {
    return String.valueOf(span.trace.problem);
  }

  /** Returns the fate of each span, when all were taken. */
  List<Outcome> outcomes() {
    SpanTree tree = null;
    for (Entry entry : entries) {
      if (entry.isRequest && entry.parent != 0) {
        tree = tree == null ? new SpanTree(entries) : tree;
        markAround(entry, tree);
      }
    }
    List<Outcome> outcomes = new ArrayList<>(entries.size());
    for (Entry entry : entries) {
      outcomes.add(outcome(outcomes.size(), entry, tree));
    }
    return outcomes;
  }

  /** Ends at a span that is marked, for those around it are marked, too. */
  private static void markAround(Entry call, SpanTree tree) {
    for (Entry around = tree.parent(call);
        around != null && around != call && !around.isAround;
        around = tree.parent(around)) {
      around.isAround = true;
    }
  }

  private Outcome outcome(int index, Entry entry, @Nullable SpanTree tree) {
    if (entry.isRequest && entry.isAround) {
      return new Outcome(index, WRAPS, null, Context.NONE);
    }
    if (!(entry.fate instanceof Call call)) {
      return new Outcome(index, entry.fate, entry.slices, Context.NONE);
    }
    Context all = entry.context;
    Entry around = tree == null ? null : tree.parent(entry);
    for (int i = 0; around != null && around != entry && i < MOST_ANCESTORS; i++) {
      all = all.within(around.context);
      around = tree.parent(around);
    }
    Context inherited = all == entry.context ? Context.NONE : all.without(entry.context);
    if (all.team() == null && entry.resourceTeam != null) {
      all = new Context(all.session(), all.user(), entry.resourceTeam, all.tags());
    }
    SpanFate fate = all == entry.context ? call : new Call(call.call().of(all));
    return new Outcome(index, fate, entry.slices, inherited);
  }

  /** What is kept of a span until all are read. */
  static final class Entry {
    final long traceHigh;
    final long traceLow;
    final long span;

    /** 0 for a root, and for a parent whose id cannot be used. */
    final long parent;

    final Context context;
    final @Nullable String resourceTeam;
    SpanFate fate = WRAPS;
    @Nullable Slices slices;
    boolean isRequest;
    boolean isAround;

    Entry(SpanFields fields, Context context) {
      boolean usable = fields.trace.isUsable() && fields.span.isUsable();
      traceHigh = fields.trace.high;
      traceLow = fields.trace.low;
      span = usable ? fields.span.low : 0;
      parent = usable && fields.parent.isUsable() ? fields.parent.low : 0;
      this.context = context;
      resourceTeam = fields.resource.team();
    }
  }
}
