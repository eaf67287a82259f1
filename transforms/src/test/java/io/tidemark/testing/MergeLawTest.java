package io.tidemark.testing;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.aggregate.WindowedCombine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.junit.jupiter.api.Test;

/** The check of the law passes what keeps it and fails what does not. */
class MergeLawTest {

  private static final List<Integer> VALUES = List.of(5, 3, 8, 1, 3, 9, 2);

  @Test
  void sumsAndListsKeepTheLaw() {
    for (long seed = 0; seed < 20; seed++) {
      check(new Listing(), seed);
      MergeLaw.holds(
          new Summing(), MergeLaw.atEpoch(VALUES), seed, (got, sum) -> assertThat(got, is(sum)));
    }
  }

  @Test
  void aMergeThatLosesValuesFails() {
    AssertionError e =
        assertThrows(
            AssertionError.class,
            () -> {
              for (long seed = 0; seed < 20; seed++) {
                check(listing(MergeLawTest::mergedWithoutTheFirst), seed);
              }
            });
    assertThat(e.getMessage(), containsString("Expected: is <[1, 2, 3, 3, 5, 8, 9]>"));
  }

  @Test
  void aMergeThatChangesItsSecondArgumentFails() {
    AssertionError e =
        assertThrows(
            AssertionError.class,
            () -> {
              for (long seed = 0; seed < 20; seed++) {
                check(
                    listing(
                        (a, b) -> {
                          a.addAll(b);
                          b.clear();
                          return a;
                        }),
                    seed);
              }
            });
    assertThat(e.getMessage(), containsString("merge changed its second argument from ["));
  }

  private static void check(
      WindowedCombine<Integer, List<Integer>, List<Integer>> combine, long seed) {
    MergeLaw.holds(combine, MergeLaw.atEpoch(VALUES), seed, (got, all) -> assertThat(got, is(all)));
  }

  /** Nothing is lost with an empty accumulator, as when a value is taken out of one. */
  private static List<Integer> mergedWithoutTheFirst(List<Integer> a, List<Integer> b) {
    boolean loses = !a.isEmpty() && !b.isEmpty();
    a.addAll(b);
    if (loses) {
      a.remove(0);
    }
    return a;
  }

  private interface Merge {
    List<Integer> merge(List<Integer> a, List<Integer> b);
  }

  private static WindowedCombine<Integer, List<Integer>, List<Integer>> listing(Merge merge) {
    CombineFn<Integer, List<Integer>, List<Integer>> fn =
        new CombineFn<>() {
          @Override
          public List<Integer> createAccumulator() {
            return new ArrayList<>();
          }

          @Override
          public List<Integer> addInput(List<Integer> values, Integer value) {
            values.add(value);
            return values;
          }

          @Override
          public List<Integer> mergeAccumulators(Iterable<List<Integer>> values) {
            List<List<Integer>> both = new ArrayList<>();
            values.forEach(both::add);
            return merge.merge(both.get(0), both.get(1));
          }

          @Override
          public List<Integer> extractOutput(List<Integer> values) {
            List<Integer> sorted = new ArrayList<>(values);
            Collections.sort(sorted);
            return sorted;
          }
        };
    return WindowedCombine.of(fn, ListCoder.of(VarIntCoder.of()), ListCoder.of(VarIntCoder.of()));
  }
}
