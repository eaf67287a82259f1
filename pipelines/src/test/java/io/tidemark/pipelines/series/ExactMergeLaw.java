package io.tidemark.pipelines.series;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.tidemark.aggregate.WindowedCombine;
import io.tidemark.pipelines.event.TelemetryEvent;
import io.tidemark.testing.MergeLaw;
import java.util.Arrays;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/**
 * The law of the aggregates here: {@link MergeLaw} to the bit, in what is kept between values and
 * in what is emitted, both of which survive their coders.
 */
public final class ExactMergeLaw {
  public static final IntervalWindow WINDOW = MergeLaw.WINDOW;

  private ExactMergeLaw() {}

  /** Checks the law for one random grouping of {@code events}. */
  public static <V extends TelemetryEvent, A, O> void holds(
      WindowedCombine<V, A, O> combine, List<V> events, long seed) throws Exception {
    A inOrder = fold(combine, events);
    A merged = MergeLaw.mergedAtRandom(combine, timestamped(events), seed);
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
    return MergeLaw.inOrder(combine, timestamped(events));
  }

  private static <V extends TelemetryEvent> List<TimestampedValue<V>> timestamped(List<V> events) {
    return events.stream()
        .map(event -> TimestampedValue.of(event, Instant.ofEpochMilli(event.timestampMillis())))
        .toList();
  }

  private static <A> String bytes(Coder<A> coder, A value) throws CoderException {
    return Arrays.toString(CoderUtils.encodeToByteArray(coder, value));
  }
}
