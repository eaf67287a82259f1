package io.tidemark.windowing;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Where event time is cut. Times are in milliseconds unless they say otherwise. */
class SlicesTest {
  private static final long MINUTE = 60_000;

  @Test
  void aSliceIsWhatIsInTheSameWindowsOfBeam() {
    Random random = new Random(1);
    for (int run = 0; run < 500; run++) {
      List<AlignedWindows> windows = randomWindows(random);
      Slices slices = Slices.sharedBy(windows);
      for (int i = 0; i < 50; i++) {
        long timestamp = 1_000 + random.nextInt(2_000); // Beam errs before the epoch.
        String which = windows + " at " + timestamp;
        long start = timestamp;
        while (ofBeam(windows, start - 1).equals(ofBeam(windows, timestamp))) {
          start--;
        }
        long end = timestamp + 1;
        while (ofBeam(windows, end).equals(ofBeam(windows, timestamp))) {
          end++;
        }
        assertThat(which, slices.start(timestamp), is(start));
        assertThat(which, slices.end(timestamp), is(end));
        assertThat(which, slices.end(start), is(end));
      }
    }
  }

  @Test
  void anOffsetOfAMillisecondCutsWhereWindowsStartOnly() {
    Slices slices =
        Slices.sharedBy(
            List.of(
                new AlignedWindows(5 * MINUTE, 5 * MINUTE, 1),
                new AlignedWindows(15 * MINUTE, MINUTE, 0)));
    assertThat(
        starts(slices, 0, 5 * MINUTE),
        is(List.of(0L, 1L, MINUTE, 2 * MINUTE, 3 * MINUTE, 4 * MINUTE)));
    assertThat(starts(slices, 0, 15 * MINUTE).size(), is(18));
  }

  @Test
  void windowsOfASizeThatIsNoMultipleOfThePeriodAreCutAtTheirEndsToo() {
    Slices slices = Slices.sharedBy(List.of(new AlignedWindows(25, 10, 0)));
    assertThat(starts(slices, 0, 20), is(List.of(0L, 5L, 10L, 15L)));
  }

  @Test
  void anElementMayBeInTenThousandWindowsAndNoMore() {
    assertThat(new AlignedWindows(10_000, 1, 0).period(), is(1L));
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> new AlignedWindows(15 * MINUTE, 1, 0))
            .getMessage(),
        is(
            "window period PT0.001S must be at least a 10000th of the window size PT900S: each"
                + " element would be in 900000 windows"));
    assertThrows(IllegalArgumentException.class, () -> new AlignedWindows(10_001, 1, 0));
  }

  private static List<Long> starts(Slices slices, long from, long to) {
    List<Long> starts = new ArrayList<>();
    for (long start = slices.start(from); start < to; start = slices.end(start)) {
      starts.add(start);
    }
    return starts;
  }

  private static List<AlignedWindows> randomWindows(Random random) {
    return LongStream.rangeClosed(0, random.nextInt(3))
        .mapToObj(
            i -> {
              long size = 1 + random.nextInt(60);
              long period = random.nextBoolean() ? size : 1 + random.nextInt((int) size);
              return new AlignedWindows(size, period, random.nextInt((int) period));
            })
        .toList();
  }

  /** For each windowing the windows that Beam assigns to a timestamp. */
  private static List<Set<IntervalWindow>> ofBeam(List<AlignedWindows> windows, long timestamp) {
    return windows.stream()
        .map(
            w ->
                SlidingWindows.of(Duration.millis(w.size()))
                    .every(Duration.millis(w.period()))
                    .withOffset(Duration.millis(w.offset()))
                    .assignWindows(Instant.ofEpochMilli(timestamp)))
        .map((Collection<IntervalWindow> assigned) -> assigned.stream().collect(Collectors.toSet()))
        .toList();
  }
}
