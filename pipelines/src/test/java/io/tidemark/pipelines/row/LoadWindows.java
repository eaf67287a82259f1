package io.tidemark.pipelines.row;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.change.Revision;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.internal.operator.PaneOutput;
import io.tidemark.internal.operator.SessionWindowOperator;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.operator.WindowOperator.Arrival;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Duration;

/** The windows of one key in which loads add up, without a pipeline; every element fires. */
public final class LoadWindows {

  private static final Firing FIRING =
      Firing.onTime()
          .withEarly(Cadence.elements(1))
          .withLate(Cadence.elements(1))
          .withAllowedLateness(Duration.millis(100));

  private final Windows<?> windows;

  private LoadWindows(Windows<?> windows) {
    this.windows = windows;
  }

  /** Windows {@code [0, 10)}, {@code [10, 20)} … of milliseconds. */
  public static LoadWindows ofTenMillis() {
    return new LoadWindows(
        new Windows<>(
            new SlicedWindowOperator<>(
                new Adding(),
                List.of(
                    new SlicedWindowOperator.Windowing(new AlignedWindows(10, 10, 0), FIRING)))));
  }

  /** Sessions that a silence of 10 ms ends. */
  public static LoadWindows ofSessions() {
    return new LoadWindows(
        new Windows<>(
            new SessionWindowOperator<>(
                new Adding(), CappedSessions.withGap(Duration.millis(10)), FIRING)));
  }

  public void add(long events, long timestamp) {
    windows.add(events, timestamp);
  }

  public void watermark(long to) {
    windows.advance(to);
  }

  /** As after a restart. */
  public void restate() {
    windows.restate();
  }

  /** Everything that the windows said, the versions of whose changes are milliseconds apart. */
  public List<Revision<Load>> revisions() {
    return windows.revisions;
  }

  private static final class Windows<S> implements PaneOutput<Long, Load> {

    private final WindowOperator<Long, S, Load> keyed;
    private final S state;
    private final List<Revision<Load>> revisions = new ArrayList<>();
    private long lastVersion;

    Windows(WindowOperator<Long, S, Load> keyed) {
      this.keyed = keyed;
      this.state = keyed.create();
    }

    void add(long events, long timestamp) {
      keyed.add(state, new Arrival<>(events, timestamp, false, false), 0, this);
    }

    void advance(long watermark) {
      keyed.advance(state, watermark, this);
    }

    void restate() {
      keyed.reemit(state, this);
    }

    @Override
    public long nextVersion() {
      lastVersion += 1_000;
      return lastVersion;
    }

    @Override
    public void revise(int stream, Revision<Load> revision) {
      revisions.add(revision);
    }

    @Override
    public void aggregated(int stream) {}

    @Override
    public void duplicate(int stream) {}

    @Override
    public void late(
        List<Integer> streams, Long value, long timestampMillis, long watermarkMillis) {}

    @Override
    public void missed(int stream, long windowCount) {}
  }

  private static final class Adding implements WindowedCombine<Long, Long, Load> {

    @Override
    public Long create() {
      return 0L;
    }

    @Override
    public Long add(Long accumulator, Long value, long timestampMillis) {
      return accumulator + value;
    }

    @Override
    public Long merge(Long a, Long b) {
      return a + b;
    }

    @Override
    public Load finish(Long accumulator, IntervalWindow window) {
      return Load.of(accumulator);
    }

    @Override
    public Coder<Long> accumulatorCoder() {
      return VarLongCoder.of();
    }

    @Override
    public Coder<Load> outputCoder() {
      throw new UnsupportedOperationException("state is not stored");
    }
  }
}
