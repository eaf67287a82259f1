package io.tidemark.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.joda.time.Duration;

/**
 * The aggregates of this package as {@link CombineFn}s, for Beam's {@code Combine.perKey} as well
 * as for {@code Changelog.perKey}. Each brings the coders of its accumulator and of its output.
 *
 * <pre>{@code
 * PCollection<KV<String, Moments>> moments =
 *     latencies.apply("Summarize", Combine.perKey(Aggregates.moments()));
 * PCollection<KV<String, List<Double>>> quantiles =
 *     latencies.apply("Rank", Combine.perKey(Aggregates.quantiles(0.01, 0.5, 0.95, 0.99)));
 * }</pre>
 */
public final class Aggregates {
  private Aggregates() {}

  /**
   * Combines values from -1e140 to 1e140 into their {@link Moments}; without values the moments
   * have count 0. A value outside this range, or NaN, is an {@link IllegalArgumentException}.
   */
  public static CombineFn<Double, Moments, Moments> moments() {
    return new MomentsFn();
  }

  /**
   * Combines values into one estimate for each of {@code quantiles}, in their order, by a {@link
   * QuantileSketch}. Without values the list is empty.
   *
   * @param relativeError the bound on {@code |estimate - x| / |x|}, where {@code x} is the
   *     nearest-rank value; from 0.0001 to 0.5
   * @param quantiles each from 0 (the smallest value) to 1 (the largest)
   */
  public static CombineFn<Double, QuantileSketch, List<Double>> quantiles(
      double relativeError, double... quantiles) {
    return new QuantilesFn(relativeError, quantiles);
  }

  /**
   * Combines elements into their number per second.
   *
   * @param windowLength the length of the windows in which they are combined, at least 1 ms; a
   *     {@link CombineFn} cannot see the window itself
   */
  public static <T> CombineFn<T, Long, Double> rate(Duration windowLength) {
    return new RateFn<>(windowLength);
  }

  /**
   * Combines weighted keys into the {@code k} heaviest, the heaviest first. The result is exact
   * while a window has at most {@code capacity} keys; {@link TopKeys} gives the error beyond that.
   *
   * @param k from 1 to {@code capacity}
   * @param capacity the number of keys that an accumulator holds
   */
  public static <K> TopKeysFn<K> topKeys(int k, int capacity) {
    return new TopKeysFn<>(k, capacity);
  }

  private static final class MomentsFn extends CombineFn<Double, Moments, Moments> {
    private static final long serialVersionUID = 1;

    @Override
    public Moments createAccumulator() {
      return new Moments();
    }

    @Override
    public Moments addInput(Moments moments, Double value) {
      moments.add(value);
      return moments;
    }

    @Override
    public Moments mergeAccumulators(Iterable<Moments> parts) {
      Moments merged = new Moments();
      parts.forEach(merged::mergeWith);
      return merged;
    }

    @Override
    public Moments extractOutput(Moments moments) {
      return Moments.ofFields(moments.count(), moments.fields());
    }

    @Override
    public Coder<Moments> getAccumulatorCoder(CoderRegistry registry, Coder<Double> values) {
      return MomentsCoder.of();
    }

    @Override
    public Coder<Moments> getDefaultOutputCoder(CoderRegistry registry, Coder<Double> values) {
      return MomentsCoder.of();
    }
  }

  private static final class QuantilesFn extends CombineFn<Double, QuantileSketch, List<Double>> {
    private static final long serialVersionUID = 1;

    private final double relativeError;
    private final double[] quantiles;

    QuantilesFn(double relativeError, double[] quantiles) {
      this.relativeError = QuantileSketch.create(relativeError).relativeError();
      this.quantiles = quantiles.clone();
      for (double q : quantiles) {
        QuantileSketch.requireQuantile(q);
      }
    }

    @Override
    public QuantileSketch createAccumulator() {
      return QuantileSketch.create(relativeError);
    }

    @Override
    public QuantileSketch addInput(QuantileSketch sketch, Double value) {
      sketch.add(value);
      return sketch;
    }

    @Override
    public QuantileSketch mergeAccumulators(Iterable<QuantileSketch> parts) {
      QuantileSketch merged = createAccumulator();
      parts.forEach(merged::mergeWith);
      return merged;
    }

    @Override
    public List<Double> extractOutput(QuantileSketch sketch) {
      List<Double> estimates = new ArrayList<>();
      for (double q : quantiles) {
        sketch.quantile(q).ifPresent(estimates::add);
      }
      return estimates;
    }

    @Override
    public Coder<QuantileSketch> getAccumulatorCoder(CoderRegistry registry, Coder<Double> values) {
      return QuantileSketchCoder.of();
    }

    @Override
    public Coder<List<Double>> getDefaultOutputCoder(CoderRegistry registry, Coder<Double> values) {
      return ListCoder.of(DoubleCoder.of());
    }
  }

  private static final class RateFn<T> extends CombineFn<T, Long, Double> {
    private static final long serialVersionUID = 1;

    private final Duration windowLength;

    RateFn(Duration windowLength) {
      if (windowLength.getMillis() <= 0) {
        throw new IllegalArgumentException(
            "windowLength is " + windowLength + ": allowed are 1 ms and more");
      }
      this.windowLength = windowLength;
    }

    @Override
    public Long createAccumulator() {
      return 0L;
    }

    @Override
    public Long addInput(Long count, T element) {
      return count + 1;
    }

    @Override
    public Long mergeAccumulators(Iterable<Long> counts) {
      long total = 0;
      for (long count : counts) {
        total += count;
      }
      return total;
    }

    @Override
    public Double extractOutput(Long count) {
      return count * 1000.0 / windowLength.getMillis();
    }

    @Override
    public Coder<Long> getAccumulatorCoder(CoderRegistry registry, Coder<T> elements) {
      return VarLongCoder.of();
    }

    @Override
    public Coder<Double> getDefaultOutputCoder(CoderRegistry registry, Coder<T> elements) {
      return DoubleCoder.of();
    }
  }
}
