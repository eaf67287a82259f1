package io.tidemark.internal.operator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.SingleKey;
import io.tidemark.internal.operator.SlicedWindowOperator.Windowing;
import io.tidemark.internal.operator.WindowOperator.Arrival;
import io.tidemark.testing.Summing;
import io.tidemark.windowing.AlignedWindows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Windowings of which no two share their period or their edges. */
class IrregularSlicesTest {
  private static final long MINUTE = 60_000;
  private static final Firing FIRING =
      Firing.onTime()
          .withEarly(Cadence.elements(2))
          .withCritical()
          .withAllowedLateness(Duration.millis(10_000));

  @Test
  void everyWindowEndsWithTheSumThatBeamsWindowsHave() {
    Random random = new Random(2);
    for (int run = 0; run < 300; run++) {
      List<AlignedWindows> windows = randomWindows(random);
      SingleKey<?, Integer> key =
          new SingleKey<>(
              new SlicedWindowOperator<>(
                  new Summing(), windows.stream().map(w -> new Windowing(w, FIRING)).toList()),
              windows.size());
      List<Map<IntervalWindow, Integer>> model = new ArrayList<>();
      windows.forEach(w -> model.add(new HashMap<>()));
      for (int value = 1; value <= 60; value++) {
        long timestamp = 100 + random.nextInt(300); // Beam errs before the epoch.
        if (random.nextInt(4) == 0) {
          key.watermark(100 + random.nextInt(300), value);
        }
        key.add(value, timestamp, random.nextInt(10) == 0, value);
        for (int i = 0; i < windows.size(); i++) {
          for (IntervalWindow window : ofBeam(windows.get(i), timestamp)) {
            model.get(i).merge(window, value, Integer::sum);
          }
        }
      }
      key.watermark(20_000, 100);
      for (int i = 0; i < windows.size(); i++) {
        assertThat(windows + ", " + i, key.ledgers.get(i).standing(), is(model.get(i)));
      }
      assertThat(key.isEmpty(), is(true));
    }
  }

  @Test
  void anOffsetOfAMillisecondMakesOneMoreSliceForEachFixedWindow() {
    SlicedWindowOperator<Integer, Integer, Integer> operator =
        new SlicedWindowOperator<>(
            new Summing(),
            List.of(
                new Windowing(new AlignedWindows(5 * MINUTE, 5 * MINUTE, 1), Firing.onTime()),
                new Windowing(new AlignedWindows(15 * MINUTE, MINUTE, 0), Firing.onTime())));
    SlicedState<Integer, Integer> state = operator.create();
    SingleKey<?, Integer> out = new SingleKey<>(operator, 2);
    for (long timestamp = 0; timestamp < 15 * MINUTE; timestamp += 5) {
      operator.add(state, new Arrival<>(1, timestamp, false, false), 0, out);
    }
    assertThat(state.slices.size(), is(18));
  }

  private static List<AlignedWindows> randomWindows(Random random) {
    List<AlignedWindows> windows = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      long size = 1 + random.nextInt(60);
      long period = random.nextBoolean() ? size : 1 + random.nextInt((int) size);
      windows.add(new AlignedWindows(size, period, random.nextInt((int) period)));
    }
    return windows;
  }

  private static Iterable<IntervalWindow> ofBeam(AlignedWindows windows, long timestamp) {
    return SlidingWindows.of(Duration.millis(windows.size()))
        .every(Duration.millis(windows.period()))
        .withOffset(Duration.millis(windows.offset()))
        .assignWindows(Instant.ofEpochMilli(timestamp));
  }
}
