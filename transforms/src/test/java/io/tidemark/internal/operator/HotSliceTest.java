package io.tidemark.internal.operator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.SingleKey;
import io.tidemark.testing.Summing;
import io.tidemark.windowing.AlignedWindows;
import java.util.List;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** A slice whose windows wait already takes elements and does nothing else, until one fires. */
class HotSliceTest {
  private static final Firing FIRING =
      Firing.onTime().withEarly(Cadence.every(Duration.millis(10))).withCritical();

  @Test
  void elementsAfterAFiringAreToldOfEarlyToo() {
    SingleKey<?, Integer> key = key(new Summing());
    key.add(1, 5, false, 0);
    key.add(2, 6, true, 1); // fires at once
    key.add(3, 7, false, 2);
    key.add(4, 8, false, 3);
    key.processingTime(11);
    assertThat(key.log(0), is("+I[0,100)=3 EARLY0;"));
    key.processingTime(12); // 10 ms after the first that waits
    assertThat(key.log(0), is("+I[0,100)=3 EARLY0; -U[0,100)=3 EARLY0; +U[0,100)=10 EARLY1;"));
  }

  @Test
  void anAggregateThatBecomesCriticalFiresAtOnce() {
    SingleKey<?, Integer> key = key(new Summing(6));
    key.add(1, 5, false, 0);
    key.add(2, 6, false, 1);
    assertThat(key.log(0), is(""));
    key.add(3, 7, false, 2);
    assertThat(key.log(0), is("+I[0,100)=6 EARLY0;"));
  }

  @Test
  void aDuplicateIsCountedAndNotAdded() {
    SingleKey<?, Integer> key = key(new Summing());
    key.add(1, 5, false, 0);
    key.add(2, 6, false, 0);
    key.add(2, 6, false, 0);
    key.watermark(100, 0);
    assertThat(key.log(0), is("+I[0,100)=3 ON_TIME0;"));
    assertThat(key.duplicates[0], is(1));
    assertThat(key.aggregated[0], is(2));
  }

  private static SingleKey<?, Integer> key(Summing sum) {
    return SingleKey.onHeap(
        new SlicedWindowOperator<>(
            sum,
            List.of(new SlicedWindowOperator.Windowing(new AlignedWindows(100, 100, 0), FIRING))),
        1);
  }
}
