package io.tidemark.runners.flink.crash;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.changelog.Changelog;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.windowing.CappedSessions;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;

/** Totals in fixed and sliding windows and in sessions, with early and late panes, into files. */
final class CrashJob {

  static final String FIXED = "Fixed";
  static final String SLIDING = "Sliding";
  static final String SESSIONS = "Sessions";
  static final List<String> WINDOWINGS = List.of(FIXED, SLIDING, SESSIONS);

  static final Duration SIZE = Duration.standardSeconds(30);
  static final Duration PERIOD = Duration.standardSeconds(10);
  static final Duration GAP = Duration.standardSeconds(1);
  static final Cadence EARLY = Cadence.every(Duration.standardSeconds(1));

  private CrashJob() {}

  static Pipeline create(PipelineOptions options, Replay replay, ChangeFiles files) {
    return create(options, ReplaySource.of(replay, Gate.NONE), EARLY, files);
  }

  static Pipeline create(
      PipelineOptions options, ReplaySource source, Cadence early, ChangeFiles files) {
    Pipeline pipeline = Pipeline.create(options);
    Firing firing =
        Firing.onTime()
            .withEarly(early)
            .withAllowedLateness(Duration.millis(2 * Replay.MAX_LATE_MILLIS));
    Changelog.Result<String, Long, Long> totals =
        pipeline
            .apply("Read", Read.from(source))
            .apply(
                "Total",
                Changelog.<String, Long, Long>perKey(new Total())
                    .into(FIXED, FixedWindows.of(SIZE), firing)
                    .into(SLIDING, SlidingWindows.of(SIZE).every(PERIOD), firing)
                    .into(SESSIONS, CappedSessions.withGap(GAP), firing));
    for (String windowing : WINDOWINGS) {
      totals.changes(windowing).apply("Write" + windowing, ParDo.of(files.writing(windowing)));
    }
    totals
        .late()
        .apply(
            "RefuseLate",
            MapElements.into(TypeDescriptors.voids())
                .via(
                    late -> {
                      throw new IllegalStateException("droppably late: " + late);
                    }));
    return pipeline;
  }

  /** The sum of all values, wrapping. */
  private static final class Total implements WindowedCombine<Long, Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long create() {
      return 0L;
    }

    @Override
    public Long add(Long total, Long value, long timestampMillis) {
      return total + value;
    }

    @Override
    public Long merge(Long a, Long b) {
      return a + b;
    }

    @Override
    public Long finish(Long total, IntervalWindow window) {
      return total;
    }

    @Override
    public Coder<Long> accumulatorCoder() {
      return VarLongCoder.of();
    }

    @Override
    public Coder<Long> outputCoder() {
      return VarLongCoder.of();
    }
  }
}
