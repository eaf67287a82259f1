package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.aggregate.ExactMoments;
import io.tidemark.aggregate.ExactMomentsCoder;
import io.tidemark.aggregate.ExactSum;
import io.tidemark.aggregate.ExactSumCoder;
import io.tidemark.aggregate.Moments;
import io.tidemark.aggregate.MomentsCoder;
import io.tidemark.aggregate.QuantileSketch;
import io.tidemark.aggregate.QuantileSketchCoder;
import io.tidemark.aggregate.ZScoreBaseline;
import io.tidemark.aggregate.ZScoreBaselineCoder;
import io.tidemark.aggregate.ZScoreOptions;
import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.change.ChangeKind;
import io.tidemark.change.Identity;
import io.tidemark.change.Revision;
import io.tidemark.change.RevisionCoder;
import io.tidemark.encoding.ByteBlock;
import io.tidemark.fixtures.Stored;
import io.tidemark.internal.consolidate.CountedWindows;
import io.tidemark.internal.consolidate.CountedWindowsCoder;
import io.tidemark.internal.dedup.IdBlock;
import io.tidemark.internal.dedup.IdBlockCoder;
import io.tidemark.internal.operator.SessionState;
import io.tidemark.internal.operator.SessionState.Absorbed;
import io.tidemark.internal.operator.SessionState.Session;
import io.tidemark.internal.operator.SessionStateCoder;
import io.tidemark.internal.operator.SlicedState;
import io.tidemark.internal.operator.SlicedStateCoder;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.internal.operator.WindowOperator.Schedule;
import io.tidemark.internal.operator.WindowPane;
import io.tidemark.internal.panes.FiredPane;
import io.tidemark.internal.panes.FiredPaneCoder;
import io.tidemark.internal.panes.StandingPanes;
import io.tidemark.internal.panes.StandingPanesCoder;
import io.tidemark.internal.sharding.EncodedKey;
import io.tidemark.internal.sharding.KeyState;
import io.tidemark.internal.sharding.ShardBatch;
import io.tidemark.internal.sharding.ShardState;
import io.tidemark.pinned.PinnedBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** The bytes of everything that is kept in state. */
class StoredBytesTest {

  private static final IntervalWindow WINDOW = window(60_000, 120_000);
  private static final WindowPane<Long> STANDING =
      new WindowPane<>(42L, Timing.LATE, 3, 1_767_225_600_000_000L, 2, 7_000);

  @Test
  void ofWindowsAreThosePinned() throws IOException {
    new PinnedBytes()
        .with("Batch", new ShardBatch.ShardBatchCoder<>(VarLongCoder.of()), batch())
        .with("Change", ChangeCoder.of(VarLongCoder.of()), change())
        .with(
            "FiredPane",
            new FiredPaneCoder<>(VarLongCoder.of()),
            new FiredPane<>(WINDOW, Timing.EARLY, 5, 42L))
        .with(
            "Held sessions",
            new KeyState.KeyStateCoder<>(
                new SessionStateCoder<>(VarLongCoder.of(), VarLongCoder.of())),
            held(sessions()))
        .with(
            "Held slices",
            new KeyState.KeyStateCoder<>(
                new SlicedStateCoder<>(2, VarLongCoder.of(), VarLongCoder.of())),
            held(slices()))
        .with("IdentityBlock", IdBlockCoder.of(), identities())
        .with("KeyBytes", EncodedKey.EncodedKeyCoder.of(), key())
        .with(
            "Shard",
            ShardState.ShardStateCoder.of(),
            new ShardState(77, new Schedule(1, 2, 3), 4, 5, "size=6\n"))
        .with("Revision +I", RevisionCoder.of(VarLongCoder.of()), insertion())
        .with("Revision -U +U", RevisionCoder.of(VarLongCoder.of()), update())
        .with("Revision -D", RevisionCoder.of(VarLongCoder.of()), deletion())
        .with("StandingPanes", new StandingPanesCoder<>(VarLongCoder.of()), standingPanes())
        .with("Tally", new CountedWindowsCoder(), tally())
        .check("transforms", "bytes-of-windows.txt");
  }

  @Test
  void ofPanesWithoutAVersionAreRefused() throws IOException {
    refusesVersion1(new SessionStateCoder<>(VarLongCoder.of(), VarLongCoder.of()), sessions());
    refusesVersion1(new SlicedStateCoder<>(2, VarLongCoder.of(), VarLongCoder.of()), slices());
    refusesVersion1(new StandingPanesCoder<>(VarLongCoder.of()), standingPanes());
  }

  private static <T> void refusesVersion1(Coder<T> coder, T state) throws IOException {
    byte[] bytes = CoderUtils.encodeToByteArray(coder, state);
    int version = bytes[0];
    bytes[0] = 1;
    CoderException e =
        assertThrows(CoderException.class, () -> CoderUtils.decodeFromByteArray(coder, bytes));
    assertThat(e.getMessage(), containsString("have version 1; this release reads " + version));
  }

  @Test
  void ofAggregatesAreThosePinned() throws IOException {
    ExactSum sum = new ExactSum(6);
    ExactMoments exact = new ExactMoments(6);
    QuantileSketch few = QuantileSketch.create(0.01);
    QuantileSketch many = QuantileSketch.create(0.01);
    ZScoreOptions options = ZScoreOptions.defaults();
    ZScoreBaseline baseline = ZScoreBaseline.of(options);
    for (double value : List.of(1.5, -2.25, 1e9, 0.0)) {
      sum.add(value);
      exact.add(value);
      few.add(Math.abs(value));
      baseline = baseline.learn(value);
    }
    for (int i = 0; i < 1_000; i++) {
      many.add(i % 10);
    }
    new PinnedBytes()
        .with("ExactMoments", ExactMomentsCoder.of(), exact)
        .with("ExactSum", ExactSumCoder.of(), sum)
        .with("Moments", MomentsCoder.of(), Moments.of(1.5, -2.25, 1e9, 0.0))
        .with("QuantileSketch of a few", QuantileSketchCoder.of(), few)
        .with("QuantileSketch of many", QuantileSketchCoder.of(), many)
        .with("ZScoreBaseline", ZScoreBaselineCoder.of(options), baseline)
        .check("transforms", "bytes-of-aggregates.txt");
  }

  private static EncodedKey key() {
    return Stored.key("opus", StringUtf8Coder.of());
  }

  private static ShardBatch<Long> batch() {
    ShardBatch.Builder<Long> batch = new ShardBatch.Builder<>(VarLongCoder.of());
    try {
      for (String key : List.of("opus", "opus", "fable")) {
        ByteBlock bytes = new ByteBlock();
        int hash = EncodedKey.write(key, StringUtf8Coder.of(), bytes);
        batch.add(bytes, hash, 42L, 61_000, new ByteBlock());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return batch.build();
  }

  private static Change<Long> change() {
    return change(ChangeKind.UPDATE_AFTER, 42, 1_767_225_600_000_000L);
  }

  private static Change<Long> change(ChangeKind kind, long value, long version) {
    return new Change<>(kind, value, WINDOW, Timing.ON_TIME, 1, version);
  }

  private static Revision<Long> insertion() {
    return new Revision<>(null, change(ChangeKind.INSERT, 42, 1_767_225_600_000_000L), 0);
  }

  private static Revision<Long> update() {
    return new Revision<>(
        change(ChangeKind.UPDATE_BEFORE, 42, 1_767_225_630_000_000L),
        change(ChangeKind.UPDATE_AFTER, 7, 1_767_225_630_000_001L),
        1_767_225_600_000_000L);
  }

  private static Revision<Long> deletion() {
    return new Revision<>(
        change(ChangeKind.DELETE, 7, 1_767_225_660_000_000L), null, 1_767_225_630_000_001L);
  }

  private static <S> KeyState<S> held(S windows) {
    KeyState<S> held = new KeyState<>(windows);
    held.lastVersion = 1_767_225_600_000_000L;
    held.ids.recent = identities();
    held.schedule = new Schedule(119_999, 179_999, WindowOperator.NEVER);
    return held;
  }

  private static SlicedState<Long, Long> slices() {
    SlicedState<Long, Long> state = new SlicedState<>(2);
    state.watermark = 61_000;
    state.slices.put(0L, 7L);
    state.slices.put(60_000L, 35L);
    state.panes.get(0).put(60_000L, STANDING);
    state.panes.get(1).put(0L, WindowPane.empty());
    return state;
  }

  private static SessionState<Long, Long> sessions() {
    SessionState<Long, Long> state = new SessionState<>();
    state.watermark = 61_000;
    Absorbed<Long> absorbed = new Absorbed<>(window(60_000, 61_000), STANDING);
    state.sessions.put(
        60_000L, new Session<>(60_000, 120_000, 35L, WindowPane.empty(), List.of(absorbed)));
    return state;
  }

  private static StandingPanes<Long> standingPanes() {
    StandingPanes<Long> panes = new StandingPanes<>();
    panes.lastVersion = 1_767_225_600_000_000L;
    panes.windows.put(WINDOW, new StandingPanes.Fired<>(STANDING, 4));
    return panes;
  }

  private static IdBlock identities() {
    IdBlock identities = new IdBlock();
    identities.add(new Identity(-1, -2), 61_000, -3);
    identities.add(Identity.of(7), 60_000, 5);
    return identities;
  }

  private static CountedWindows tally() {
    CountedWindows tally = new CountedWindows();
    tally.windows.put(
        WINDOW, new CountedWindows.Counted(1_767_225_600_000_000L, new BigDecimal("12.50"), true));
    return tally;
  }

  private static IntervalWindow window(long startMillis, long endMillis) {
    return new IntervalWindow(Instant.ofEpochMilli(startMillis), Instant.ofEpochMilli(endMillis));
  }
}
