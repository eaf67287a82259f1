package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.firing.Cadence;
import io.tidemark.firing.Firing;
import io.tidemark.fixtures.SingleKey;
import io.tidemark.internal.operator.SessionWindowOperator;
import io.tidemark.internal.operator.SlicedWindowOperator;
import io.tidemark.internal.operator.WindowOperator;
import io.tidemark.windowing.AlignedWindows;
import io.tidemark.windowing.CappedSessions;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** A value that stands stays what it is, also if a CombineFn answers with its accumulator. */
class ValuesThatStandTest {
  private static final Firing EACH = Firing.onTime().withEarly(Cadence.elements(1));

  @Test
  void inFixedWindows() {
    SlicedWindowOperator.Windowing stream =
        new SlicedWindowOperator.Windowing(
            AlignedWindows.of(FixedWindows.of(Duration.millis(10))), EACH);
    assertThat(
        log(new SlicedWindowOperator<>(combine(), List.of(stream))),
        is("+I[0,10)=[1] EARLY0; -U[0,10)=[1] EARLY0; +U[0,10)=[1, 2] EARLY1;"));
  }

  @Test
  void inSessions() {
    assertThat(
        log(
            new SessionWindowOperator<>(
                combine(), CappedSessions.withGap(Duration.millis(10)), EACH)),
        is("+I[1,11)=[1] EARLY0; -D[1,11)=[1] EARLY0; +I[1,12)=[1, 2] EARLY0;"));
  }

  private static <S> String log(WindowOperator<Integer, S, List<Integer>> windows) {
    SingleKey<S, List<Integer>> key = SingleKey.onHeap(windows, 1);
    key.add(1, 1, false, 0);
    key.add(2, 2, false, 0);
    return key.log(0);
  }

  private static WindowedCombine<Integer, List<Integer>, List<Integer>> combine() {
    return WindowedCombine.of(
        new Itself(), ListCoder.of(VarIntCoder.of()), ListCoder.of(VarIntCoder.of()));
  }

  private static final class Itself extends CombineFn<Integer, List<Integer>, List<Integer>> {

    @Override
    public List<Integer> createAccumulator() {
      return new ArrayList<>();
    }

    @Override
    public List<Integer> addInput(List<Integer> accumulator, Integer value) {
      accumulator.add(value);
      return accumulator;
    }

    @Override
    public List<Integer> mergeAccumulators(Iterable<List<Integer>> accumulators) {
      List<Integer> merged = new ArrayList<>();
      accumulators.forEach(merged::addAll);
      return merged;
    }

    @Override
    public List<Integer> extractOutput(List<Integer> accumulator) {
      return accumulator;
    }
  }
}
