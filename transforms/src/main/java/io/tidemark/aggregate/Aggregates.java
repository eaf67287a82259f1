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
 * CombineFns for {@code Combine.perKey} and for {@link WindowedCombine#of}.
 *
 * <pre>{@code
 * latencies.apply("Summarize", Combine.perKey(Aggregates.moments()));
 * latencies.apply("Rank", Combine.perKey(Aggregates.quantiles(0.01, 0.5, 0.95, 0.99)));
 * }</pre>
 */
public final class Aggregates {
  private Aggregates() {}

  /** Values to their {@link Moments}. */
  public static CombineFn<Double, Moments, Moments> moments() {
    return new MomentsFn();
  }

  /**
   * Values to one estimate for each of {@code quantiles}, each from 0 to 1, within {@code
   * relativeError} of the nearest-rank value; to an empty list for no values.
   */
  public static CombineFn<Double, QuantileSketch, List<Double>> quantiles(
      double relativeError, double... quantiles) {
    return new QuantilesFn(relativeError, quantiles);
  }

  /** Elements to their number per second, in windows of this length. */
  public static <T> CombineFn<T, Long, Double> rate(Duration windowLength) {
    return new RateFn<>(windowLength);
  }

  /**
   * Weighted keys to the {@code k} heaviest, exactly while a window has at most {@code capacity}
   * keys; see {@link TopKeys} for the error beyond that.
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
