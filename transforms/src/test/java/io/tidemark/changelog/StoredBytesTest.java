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
import io.tidemark.changelog.KeyedWindows.Schedule;
import io.tidemark.changelog.SessionState.Absorbed;
import io.tidemark.changelog.SessionState.Session;
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
        .with("Batch", new Batch.BatchCoder<>(VarLongCoder.of()), batch())
        .with("Change", ChangeCoder.of(VarLongCoder.of()), change())
        .with(
            "FiredPane",
            new FiredPaneCoder<>(VarLongCoder.of()),
            new FiredPane<>(WINDOW, Timing.EARLY, 5, 42L))
        .with(
            "Held sessions",
            new Held.HeldCoder<>(new SessionStateCoder<>(VarLongCoder.of(), VarLongCoder.of())),
            held(sessions()))
        .with(
            "Held slices",
            new Held.HeldCoder<>(new SlicedStateCoder<>(2, VarLongCoder.of(), VarLongCoder.of())),
            held(slices()))
        .with("IdentityBlock", IdentityBlock.IdentityBlockCoder.of(), identities())
        .with("KeyBytes", KeyBytes.KeyBytesCoder.of(), key())
        .with("Shard", Shard.ShardCoder.of(), new Shard(77, new Schedule(1, 2, 3)))
        .with("Revision +I", RevisionCoder.of(VarLongCoder.of()), insertion())
        .with("Revision -U +U", RevisionCoder.of(VarLongCoder.of()), update())
        .with("Revision -D", RevisionCoder.of(VarLongCoder.of()), deletion())
        .with("StandingPanes", new StandingPanesCoder<>(VarLongCoder.of()), standingPanes())
        .with("Tally", new TallyCoder(), tally())
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
    bytes[0] = 1;
    CoderException e =
        assertThrows(CoderException.class, () -> CoderUtils.decodeFromByteArray(coder, bytes));
    assertThat(e.getMessage(), containsString("have version 1; this release reads 2"));
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

  private static KeyBytes key() {
    return Stored.key("opus", StringUtf8Coder.of());
  }

  private static Batch<Long> batch() {
    Batch.Builder<Long> batch = new Batch.Builder<>(VarLongCoder.of());
    try {
      for (String key : List.of("opus", "opus", "fable")) {
        Block bytes = new Block();
        int hash = KeyBytes.write(key, StringUtf8Coder.of(), bytes);
        batch.add(bytes, hash, 42L, 61_000, new Block());
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

  private static <S> Held<S> held(S windows) {
    Held<S> held = new Held<>(windows);
    held.lastVersion = 1_767_225_600_000_000L;
    held.recent = identities();
    held.identityStamp = 77;
    held.identityBlocks = List.of(3L, 300L);
    held.schedule = new Schedule(119_999, 179_999, KeyedWindows.NEVER);
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

  private static IdentityBlock identities() {
    IdentityBlock identities = new IdentityBlock();
    identities.add(-2, 61_000);
    identities.add(7, 60_000);
    return identities;
  }

  private static Tally tally() {
    Tally tally = new Tally();
    tally.windows.put(
        WINDOW, new Tally.Counted(1_767_225_600_000_000L, new BigDecimal("12.50"), true));
    return tally;
  }

  private static IntervalWindow window(long startMillis, long endMillis) {
    return new IntervalWindow(Instant.ofEpochMilli(startMillis), Instant.ofEpochMilli(endMillis));
  }
}
