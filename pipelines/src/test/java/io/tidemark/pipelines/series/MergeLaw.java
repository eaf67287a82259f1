package io.tidemark.pipelines.series;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.pipelines.event.TelemetryEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Instant;

/**
 * The law of the contract's aggregates: merged in any grouping = added in any order, to the bit, in
 * what is kept and in what is told. Partial results travel through the coder, and the second
 * argument of a merge stays as it was.
 */
public final class MergeLaw {
  public static final IntervalWindow WINDOW =
      new IntervalWindow(Instant.EPOCH, Instant.ofEpochMilli(300_000));

  private MergeLaw() {}

  /** Checks the law for one random grouping of {@code events}. */
  public static <V extends TelemetryEvent, A, O> void holds(
      WindowedCombine<V, A, O> combine, List<V> events, long seed) throws Exception {
    A inOrder = fold(combine, events);
    List<V> shuffled = new ArrayList<>(events);
    Random random = new Random(seed);
    Collections.shuffle(shuffled, random);
    A merged = mergedAtRandom(combine, shuffled, random);
    CoderProperties.coderDecodeEncodeEqual(combine.accumulatorCoder(), inOrder);
    assertThat(
        bytes(combine.accumulatorCoder(), merged),
        equalTo(bytes(combine.accumulatorCoder(), inOrder)));
    O output = combine.finish(merged, WINDOW);
    assertThat(output, equalTo(combine.finish(inOrder, WINDOW)));
    CoderProperties.coderDecodeEncodeEqual(combine.outputCoder(), output);
  }

  /** All of {@code events} added in order. */
  public static <V extends TelemetryEvent, A, O> A fold(
      WindowedCombine<V, A, O> combine, List<V> events) {
    A acc = combine.create();
    for (V event : events) {
      acc = combine.add(acc, event, event.timestampMillis());
    }
    return acc;
  }

  private static <V extends TelemetryEvent, A, O> A mergedAtRandom(
      WindowedCombine<V, A, O> combine, List<V> events, Random random) throws CoderException {
    if (events.size() < 2 || random.nextInt(4) == 0) {
      return CoderUtils.clone(combine.accumulatorCoder(), fold(combine, events));
    }
    int cut = random.nextInt(events.size() + 1);
    A left = mergedAtRandom(combine, events.subList(0, cut), random);
    A right = mergedAtRandom(combine, events.subList(cut, events.size()), random);
    String rightBefore = bytes(combine.accumulatorCoder(), right);
    A merged = combine.merge(left, right);
    assertThat(
        "the second argument", bytes(combine.accumulatorCoder(), right), equalTo(rightBefore));
    return merged;
  }

  private static <A> String bytes(Coder<A> coder, A value) throws CoderException {
    return Arrays.toString(CoderUtils.encodeToByteArray(coder, value));
  }
}
