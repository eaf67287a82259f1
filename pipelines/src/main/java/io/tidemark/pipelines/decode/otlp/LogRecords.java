package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.otlp.SpanFate.Rejected;
import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import java.util.ArrayList;
import java.util.List;

/** Gives each log record of one request its fate. */
final class LogRecords implements Leaves {
  private final OtlpOptions options;
  private final LogMapping mapping;
  private final List<Outcome> outcomes = new ArrayList<>();

  LogRecords(OtlpOptions options) {
    this.options = options;
    this.mapping = new LogMapping(options);
  }

  @Override
  public void take(SpanFields log, int from, int length) throws Unreadable {
    LeafLimit.check(Signal.LOGS, outcomes.size() + 1);
    SpanFate fate = fate(log);
    Slices slices = fate instanceof Skipped ? null : log.slices(from, length);
    outcomes.add(new Outcome(outcomes.size(), fate, slices, Context.NONE));
  }

  private SpanFate fate(SpanFields log) {
    Skipped ignored = Ignored.of(log, options);
    if (ignored != null) {
      return ignored;
    }
    return log.broken == null
        ? mapping.fate(log)
        : new Rejected(Reason.MALFORMED, log.broken, LogMapping.knownTime(log));
  }

  List<Outcome> outcomes() {
    return outcomes;
  }
}
