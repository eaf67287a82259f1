package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.SingleKey;
import io.tidemark.internal.operator.SessionWindowOperator;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.internal.sharding.ShardHost;
import io.tidemark.testing.Summing;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.List;
import java.util.function.Supplier;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** After a million windows have expired, nothing is held: no state, no timer. */
class CleanUpTest {

  private static final int KEYS = 1_000;
  private static final int WINDOWS = 1_000;
  private static final Firing FIRING =
      Firing.onTime().withEarly(Cadence.elements(1)).withAllowedLateness(Duration.millis(30));

  @Test
  void aMillionFixedWindowsLeaveNothing() {
    runMillion(
        () ->
            SingleKey.withoutIdentity(
                new SlicedWindowOperator<>(
                    new Summing(),
                    List.of(
                        new SlicedWindowOperator.Windowing(
                            new AlignedWindows(10, 10, 0), FIRING)))));
  }

  @Test
  void aMillionSessionsLeaveNothing() {
    CappedSessions windows = CappedSessions.withGap(Duration.millis(4));
    runMillion(
        () ->
            SingleKey.withoutIdentity(new SessionWindowOperator<>(new Summing(), windows, FIRING)));
  }

  private static void runMillion(Supplier<SingleKey<?, Integer>> keys) {
    long windows = 0;
    for (int k = 0; k < KEYS; k++) {
      SingleKey<?, Integer> key = keys.get();
      int mostBytes = 0;
      for (int w = 0; w < WINDOWS; w++) {
        key.watermark(w * 10L - 5, 0);
        key.add(1, w * 10L, false, 0);
        mostBytes = Math.max(mostBytes, key.storedBytes());
      }
      assertThat("bytes held by one key", mostBytes, lessThan(200));
      key.watermark(WINDOWS * 10L + 40, 0);
      assertThat(key.isEmpty(), is(true));
      windows += key.ledgers.get(0).standing().size();
    }
    assertThat(windows, is(1_000_000L));
  }

  /** The same through the DoFn, its state cells and timers those of a map. */
  @Test
  void theDoFnLeavesNoStateAndNoTimer() {
    long changes = 0;
    for (int key = 0; key < 100; key++) {
      ShardHost<?> host = host(false);
      for (int w = 0; w < WINDOWS; w++) {
        host.advance(w * 10L - 5);
        host.add(key, w, w * 10L);
        assertThat(host.blocks(), lessThan(20));
      }
      host.advance(WINDOWS * 10L + 100);
      assertThat(host.isEmpty(), is(true));
      changes += host.changes();
    }
    // 999 windows of two elements: +I -U +U, on time -U +U; two of one element: +I, -U +U.
    assertThat(changes, is(100L * (999 * 5 + 2 * 3)));
  }

  @Test
  void anotherInstanceStatesOnceMoreWhatStandsAndOnlyOnce() {
    // [-10, 10), on time, and [0, 20), early: each is withdrawn and stated again.
    assertThat(changes(true), is(changes(false) + 2 * 2));
  }

  private static long changes(boolean restarts) {
    ShardHost<?> host = host(true);
    host.add(1, 1, 5);
    host.advance(12);
    if (restarts) {
      host.restart();
    }
    host.add(1, 2, 25);
    host.add(1, 3, 26);
    return host.changes();
  }

  private static ShardHost<?> host(boolean restates) {
    return new ShardHost<>(
        new SlicedWindowOperator<>(
            new Summing(),
            List.of(new SlicedWindowOperator.Windowing(new AlignedWindows(20, 10, 0), FIRING))),
        restates);
  }
}
