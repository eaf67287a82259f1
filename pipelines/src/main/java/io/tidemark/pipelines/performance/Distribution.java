package io.tidemark.pipelines.performance;

import io.tidemark.aggregate.ExactSum;
import io.tidemark.aggregate.QuantileSketch;
import java.util.Objects;

/**
 * The values of one {@link Measure}: their exact sum and a sketch of them. It takes some 150 bytes,
 * and what {@link QuantileSketch} takes.
 */
final class Distribution {
  final ExactSum sum;
  final QuantileSketch sketch;

  Distribution(ExactSum sum, QuantileSketch sketch) {
    this.sum = sum;
    this.sketch = sketch;
  }

  Distribution(int decimals, double relativeError) {
    this(new ExactSum(decimals), QuantileSketch.create(relativeError));
  }

  void add(double value) {
    sum.add(value);
    sketch.add(value);
  }

  void mergeWith(Distribution other) {
    sum.mergeWith(other.sum);
    sketch.mergeWith(other.sketch);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Distribution that && sum.equals(that.sum) && sketch.equals(that.sketch);
  }

  @Override
  public int hashCode() {
    return Objects.hash(sum, sketch);
  }

  @Override
  public String toString() {
    return "Distribution(" + sum + ", " + sketch + ")";
  }
}
