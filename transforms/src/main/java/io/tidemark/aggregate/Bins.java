package io.tidemark.aggregate;

import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.store.Bin;
import com.datadoghq.sketch.ddsketch.store.PaginatedStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * The bins of a DDSketch: how many positive and how many negative values fell into each logarithmic
 * interval, and how many values were 0. (Masson, Rim and Lee: "DDSketch: a fast and fully-mergeable
 * quantile sketch with relative-error guarantees", PVLDB 12(12), 2019.)
 *
 * <p>This class uses the mapping and the stores of DataDog's library, but not its sketch, for two
 * reasons. The sketch ranks by {@code q(n - 1)}, while SQL and this package take the nearest rank.
 * And its merge of two paginated stores (0.8.3) can run past the end of an array, so bins are
 * merged one by one here.
 *
 * <p>Bins are never collapsed, so the error bound holds over the whole range. A page of 32 bins
 * takes 256 bytes, wherever its values lie; latencies from 1 ms to 1 h need 24 pages.
 */
final class Bins {
  /** Values up to this magnitude are counted as 0. */
  static final double SMALLEST = 1e-300;

  final IndexMapping mapping;
  final Store negative = new PaginatedStore();
  final Store positive = new PaginatedStore();
  long zeros;

  Bins(double relativeError) {
    // Interpolated rather than logarithmic: the index is computed by plain arithmetic and so is the
    // same on every machine. The error is set a little below the promised one, so that rounding
    // cannot break the promise.
    mapping = new CubicallyInterpolatedMapping(relativeError * (1 - 1e-9));
  }

  void add(double value) {
    if (value > SMALLEST) {
      positive.add(mapping.index(value));
    } else if (value < -SMALLEST) {
      negative.add(mapping.index(-value));
    } else {
      zeros++;
    }
  }

  void mergeWith(Bins other) {
    other.negative.forEach(negative::add);
    other.positive.forEach(positive::add);
    zeros += other.zeros;
  }

  /**
   * Returns the estimate of the value at {@code rank} in ascending order.
   *
   * @param rank from 0 to the number of values less 1
   */
  double valueAt(long rank) {
    double passed = 0;
    for (Iterator<Bin> bins = negative.getDescendingIterator(); bins.hasNext(); ) {
      Bin bin = bins.next();
      passed += bin.getCount();
      if (passed > rank) {
        return -mapping.value(bin.getIndex());
      }
    }
    passed += zeros;
    if (passed > rank) {
      return 0;
    }
    for (Iterator<Bin> bins = positive.getAscendingIterator(); bins.hasNext(); ) {
      Bin bin = bins.next();
      passed += bin.getCount();
      if (passed > rank) {
        return mapping.value(bin.getIndex());
      }
    }
    throw new IllegalStateException("rank " + rank + " is beyond the " + passed + " values binned");
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Bins that
        && mapping.equals(that.mapping)
        && zeros == that.zeros
        && list(negative).equals(list(that.negative))
        && list(positive).equals(list(that.positive));
  }

  @Override
  public int hashCode() {
    return Objects.hash(zeros, list(negative), list(positive));
  }

  /** Returns the bins that are not empty, by ascending index. */
  static List<Bin> list(Store store) {
    List<Bin> bins = new ArrayList<>();
    store.forEach((index, count) -> bins.add(new Bin(index, count)));
    return bins;
  }
}
