package io.tidemark.internal.operator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.change.Revision;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.SingleKey;
import io.tidemark.testing.Summing;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.List;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** What stands is said once more after a restart; the ledger checks each retraction. */
class ReemitTest {
  private static final Firing FIRING = Firing.onTime().withAllowedLateness(Duration.millis(100));

  @Test
  void windowsThatFiredAreStatedAgainAsTheyStand() {
    SingleKey<?, Integer> key =
        new SingleKey<>(
            new SlicedWindowOperator<>(
                new Summing(),
                List.of(new SlicedWindowOperator.Windowing(new AlignedWindows(10, 10, 0), FIRING))),
            1);
    key.add(1, 5, false, 0);
    key.add(2, 15, false, 0);
    key.watermark(10, 0);
    assertThat(key.log(0), is("+I[0,10)=1 ON_TIME0;"));
    key.restate();
    assertThat(key.log(0), is("+I[0,10)=1 ON_TIME0; -U[0,10)=1 ON_TIME0; +U[0,10)=1 ON_TIME0;"));
    key.watermark(20, 0);
    assertThat(key.ledgers.get(0).standing().size(), is(2));
  }

  @Test
  void aWindowThatWasStatedAgainStandsByTheNewerVersion() {
    SingleKey<?, Integer> key =
        new SingleKey<>(
            new SlicedWindowOperator<>(
                new Summing(),
                List.of(
                    new SlicedWindowOperator.Windowing(
                        new AlignedWindows(10, 10, 0), FIRING.withLate(Cadence.elements(1))))),
            1);
    key.add(1, 5, false, 0);
    key.watermark(10, 0);
    key.restate();
    key.add(2, 5, false, 0);
    assertThat(replacedVersions(key), is(List.of(0L, 1L, 3L)));
  }

  /** Versions are counted: {@code +I} 1, {@code -U} 2, {@code +U} 3 … */
  private static List<Long> replacedVersions(SingleKey<?, Integer> key) {
    return key.revisions.get(0).stream().map(Revision::replacedVersion).toList();
  }

  @Test
  void soAreSessionsAlsoThoseThatWaitToBeAbsorbed() {
    SingleKey<?, Integer> key =
        SingleKey.withoutIdentity(
            new SessionWindowOperator<>(
                new Summing(),
                CappedSessions.withGap(Duration.millis(10)),
                FIRING.withLate(Cadence.elements(2))));
    key.add(1, 0, false, 0);
    key.watermark(10, 0);
    key.add(2, 5, false, 0); // [0, 15) absorbs [0, 10), and waits
    key.restate();
    assertThat(key.log(0), is("+I[0,10)=1 ON_TIME0; -U[0,10)=1 ON_TIME0; +U[0,10)=1 ON_TIME0;"));
    key.watermark(15, 0);
    assertThat(
        key.log(0),
        is(
            "+I[0,10)=1 ON_TIME0; -U[0,10)=1 ON_TIME0; +U[0,10)=1 ON_TIME0;"
                + " -D[0,10)=1 ON_TIME0; +I[0,15)=3 ON_TIME0;"));
    assertThat(replacedVersions(key), is(List.of(0L, 1L, 3L, 0L)));
    key.restate();
    key.add(8, 5, false, 0);
    key.add(16, 5, false, 0);
    assertThat(replacedVersions(key), is(List.of(0L, 1L, 3L, 0L, 5L, 7L)));
  }
}
