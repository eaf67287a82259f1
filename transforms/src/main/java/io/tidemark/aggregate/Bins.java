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
 * DDSketch's bins: how many values fell into each logarithmic interval, of positive values, of
 * negative ones, and how many were 0.
 *
 * <p>Made of the library's mapping and stores rather than its sketch, for two reasons. Its sketch
 * ranks by {@code q(n - 1)}, here it is the nearest rank. And a merge of two paginated stores by
 * the library (0.8.3) can run past the end of an array, so bins are merged one by one. Nothing
 * collapses: a page of 32 bins takes 256 bytes wherever values fall, and latencies from 1 ms to 1 h
 * need 24 pages.
 */
final class Bins {
  /** Smaller magnitudes count as 0. */
  static final double SMALLEST = 1e-300;

  final IndexMapping mapping;
  final Store negative = new PaginatedStore();
  final Store positive = new PaginatedStore();
  long zeros;

  Bins(double relativeError) {
    // Interpolated rather than logarithmic: an index comes of plain arithmetic, the same on every
    // machine. A hair below the promised error, so that rounding cannot break the promise.
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

  /** The estimate of the value with {@code rank} smaller ones before it, from 0. */
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

  /** The bins in use, by ascending index. */
  static List<Bin> list(Store store) {
    List<Bin> bins = new ArrayList<>();
    store.forEach((index, count) -> bins.add(new Bin(index, count)));
    return bins;
  }
}
