package io.tidemark.internal.panes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.change.Change;
import io.tidemark.fixtures.Stored;
import io.tidemark.testing.Ledger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Panes of random keys, as a runner fires them, in order, out of order, twice. */
class StandingPanesTest {

  private final LongSupplier versions = new AtomicLong()::incrementAndGet;

  private static final int KEYS = 5_000;
  private static final StandingPanesCoder<List<Integer>> CODER =
      new StandingPanesCoder<>(ListCoder.of(VarIntCoder.of()));

  /** Fires panes as Beam does: the index restarts when a session grows. */
  private static final class Runner {
    static final class Live {
      IntervalWindow window;
      List<Integer> values = new ArrayList<>();
      long index;
      boolean onTime;
      boolean fired;
      boolean news = true;
    }

    final Random random;
    final boolean merging;
    final List<Live> live = new ArrayList<>();
    final List<FiredPane<List<Integer>>> panes = new ArrayList<>();

    Runner(Random random, boolean merging) {
      this.random = random;
      this.merging = merging;
    }

    void run() {
      for (int step = 0; step < 30; step++) {
        if (live.isEmpty() || random.nextInt(3) > 0) {
          add(step);
        } else {
          fire(live.get(random.nextInt(live.size())));
        }
      }
      live.stream().filter(w -> w.news || !w.fired).forEach(this::fire);
    }

    private void add(int value) {
      long start = merging ? random.nextInt(60) : 5L * random.nextInt(6);
      Live joined = new Live();
      joined.window = interval(start, start + 10);
      joined.values.add(value);
      List<Live> absorbed = new ArrayList<>();
      for (boolean grown = true; grown; ) {
        grown = false;
        for (Live other : live) {
          boolean same =
              merging ? other.window.intersects(joined.window) : other.window.equals(joined.window);
          if (same && !absorbed.contains(other)) {
            absorbed.add(other);
            joined.window = joined.window.span(other.window);
            grown = true;
          }
        }
      }
      for (Live other : absorbed) {
        joined.values.addAll(other.values);
        if (other.window.equals(joined.window)) {
          joined.index = other.index;
          joined.onTime = other.onTime;
          joined.fired = other.fired;
        }
      }
      Collections.sort(joined.values);
      live.removeAll(absorbed);
      live.add(joined);
    }

    private void fire(Live window) {
      Timing timing = Timing.EARLY;
      if (window.onTime) {
        timing = Timing.LATE;
      } else if (random.nextInt(3) == 0) {
        timing = Timing.ON_TIME;
        window.onTime = true;
      }
      panes.add(new FiredPane<>(window.window, timing, window.index++, List.copyOf(window.values)));
      window.fired = true;
      window.news = false;
    }

    Map<IntervalWindow, List<Integer>> truth() {
      Map<IntervalWindow, List<Integer>> truth = new HashMap<>();
      live.forEach(w -> truth.put(w.window, w.values));
      return truth;
    }
  }

  private Ledger<List<Integer>> retract(List<FiredPane<List<Integer>>> panes, boolean merging) {
    Ledger<List<Integer>> ledger = new Ledger<>();
    StandingPanes<List<Integer>> standing = new StandingPanes<>();
    for (FiredPane<List<Integer>> pane : panes) {
      standing = Stored.through(CODER, standing);
      standing.fire(
          pane.window(),
          pane.value(),
          pane.timing(),
          pane.index(),
          merging,
          versions,
          revision ->
              revision
                  .changes()
                  .forEach(
                      change -> {
                        ledger.apply(change);
                        if (merging) {
                          assertThat(overlapping(ledger), is(false));
                        }
                      }));
    }
    return ledger;
  }

  /** The sessions that stand never contain one another. */
  private static boolean overlapping(Ledger<?> ledger) {
    List<IntervalWindow> windows = List.copyOf(ledger.standing().keySet());
    for (IntervalWindow a : windows) {
      for (IntervalWindow b : windows) {
        if (a.contains(b) && !a.equals(b)) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void inEveryOrderAndHoweverOftenWhatStandsInTheEndIsTheLastPaneOfEachLiveWindow() {
    Random random = new Random(5);
    for (int key = 0; key < KEYS; key++) {
      Runner runner = new Runner(random, key % 2 == 0);
      runner.run();
      assertThat(retract(runner.panes, runner.merging).standing(), is(runner.truth()));
      List<FiredPane<List<Integer>>> panes = new ArrayList<>(runner.panes);
      for (int twice = random.nextInt(5); twice > 0; twice--) {
        panes.add(panes.get(random.nextInt(panes.size())));
      }
      Collections.shuffle(panes, random);
      assertThat(retract(panes, runner.merging).standing(), is(runner.truth()));
    }
  }

  @Test
  void theEmptySecondPaneOfAnExpiredWindowIsIgnored() {
    List<String> log = new ArrayList<>();
    StandingPanes<Integer> standing = new StandingPanes<>();
    assertThat(fire(standing, 7, Timing.ON_TIME, 0, log), is(true));
    assertThat(fire(standing, 0, Timing.ON_TIME, 0, log), is(false));
    assertThat(log, is(List.of("+I7 ON_TIME 0")));
  }

  @Test
  void anUnchangedPaneIsSilentAndStillCountsAsSeen() {
    List<String> log = new ArrayList<>();
    StandingPanes<Integer> standing = new StandingPanes<>();
    fire(standing, 7, Timing.ON_TIME, 0, log);
    fire(standing, 7, Timing.LATE, 2, log);
    assertThat(fire(standing, 6, Timing.LATE, 1, log), is(false));
    fire(standing, 8, Timing.LATE, 3, log);
    assertThat(log, is(List.of("+I7 ON_TIME 0", "-U7 ON_TIME 0", "+U8 LATE 3")));
  }

  @Test
  void aSessionIsRememberedAsLongAsOneThatAbsorbsItMayFire() {
    assertThat(expiry(new PaneRetention(true, 1_000, 20)), is(1_019L));
    assertThat(expiry(new PaneRetention(false, 0, 20)), is(29L));
  }

  /** The watermark up to which a window [0, 10) is kept, checked at both its sides. */
  private long expiry(PaneRetention retention) {
    StandingPanes<Integer> standing = new StandingPanes<>();
    standing.fire(interval(0, 10), 7, Timing.ON_TIME, 0, false, versions, revision -> {});
    long expiry = standing.nextExpiry(retention) - 1;
    standing.forget(retention, expiry);
    standing.forget(retention, expiry + 1);
    assertThat(standing.isEmpty(), is(false));
    standing.forget(retention, expiry + 2);
    assertThat(standing.isEmpty(), is(true));
    return expiry;
  }

  @Test
  void aWindowIsKeptAtTheFirstWatermarkThatPassesItsExpiryHoweverFar() {
    PaneRetention retention = new PaneRetention(false, 0, 20);
    StandingPanes<Integer> standing = new StandingPanes<>();
    standing.fire(interval(0, 10), 7, Timing.ON_TIME, 0, false, versions, revision -> {});
    standing.forget(retention, 1_000);
    assertThat(standing.nextExpiry(retention), is(1_001L));
    standing.forget(retention, 1_001);
    assertThat(standing.isEmpty(), is(true));
  }

  @Test
  void firedPanesSurviveTheirCoder() throws Exception {
    FiredPaneCoder<Integer> coder = new FiredPaneCoder<>(VarIntCoder.of());
    FiredPane<Integer> pane = new FiredPane<>(interval(-5, 10), Timing.LATE, 3, 7);
    CoderProperties.coderDecodeEncodeEqual(coder, pane);
    CoderProperties.coderDeterministic(
        coder, pane, new FiredPane<>(interval(-5, 10), Timing.LATE, 3, 7));
  }

  private boolean fire(
      StandingPanes<Integer> standing, int value, Timing timing, long index, List<String> log) {
    return standing.fire(
        interval(0, 10),
        value,
        timing,
        index,
        false,
        versions,
        revision -> revision.changes().forEach(change -> log.add(shown(change))));
  }

  private static String shown(Change<Integer> change) {
    return change.kind().symbol()
        + change.value()
        + " "
        + change.timing()
        + " "
        + change.paneIndex();
  }

  private static IntervalWindow interval(long start, long end) {
    return new IntervalWindow(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end));
  }
}
