package io.tidemark.internal.operator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.firing.Firing;
import io.tidemark.fixtures.SingleKey;
import io.tidemark.testing.Summing;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.List;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class AcceptedLateTest {
  private static final Firing FIRING = Firing.onTime().withAllowedLateness(Duration.millis(100));

  @Test
  void anElementIsLateForAWindowingIfAWindowOfItsHasEnded() {
    SingleKey<?, Integer> key =
        new SingleKey<>(
            new SlicedWindowOperator<>(
                new Summing(),
                List.of(
                    new SlicedWindowOperator.Windowing(new AlignedWindows(20, 20, 0), FIRING),
                    new SlicedWindowOperator.Windowing(new AlignedWindows(20, 10, 0), FIRING))),
            2);
    key.add(1, 15, false, 0);
    key.watermark(10, 0);
    key.add(2, 15, false, 0); // [0, 20), and [0, 20) and [10, 30)
    assertThat(key.acceptedLate, is(new int[] {0, 0}));
    key.watermark(20, 0);
    key.add(3, 15, false, 0);
    assertThat(key.acceptedLate, is(new int[] {1, 1}));
    key.add(4, 25, false, 0); // [20, 40), and [10, 30) and [20, 40)
    assertThat(key.acceptedLate, is(new int[] {1, 1}));
    key.watermark(30, 0);
    key.add(5, 25, false, 0);
    assertThat(key.acceptedLate, is(new int[] {1, 2}));
    key.add(5, 25, false, 0); // A duplicate is not accepted,
    key.watermark(160, 0);
    key.add(6, 25, false, 0); // nor one that is too late.
    assertThat(key.acceptedLate, is(new int[] {1, 2}));
    assertThat(key.aggregated, is(new int[] {5, 5}));
  }

  @Test
  void anElementIsLateForTheSessionThatItJoins() {
    SingleKey<?, Integer> key =
        new SingleKey<>(
            new SessionWindowOperator<>(
                new Summing(), CappedSessions.withGap(Duration.millis(10)), FIRING),
            1);
    key.add(1, 0, false, 0);
    key.watermark(10, 0);
    key.add(2, 5, false, 0); // [0, 15) has not ended
    assertThat(key.acceptedLate, is(new int[] {0}));
    key.watermark(15, 0);
    key.add(3, 1, false, 0);
    assertThat(key.acceptedLate, is(new int[] {1}));
  }
}
