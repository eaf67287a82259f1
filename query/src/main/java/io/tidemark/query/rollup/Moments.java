package io.tidemark.query.rollup;

/**
 * Number, mean and sum of squared distances from the mean, merged as Chan, Golub and LeVeque have
 * it ("Updating formulae and a pairwise algorithm for computing sample variances", 1979): without
 * the cancellation of sums of squares.
 */
final class Moments {
  private long count;
  private double mean;
  private double squares;

  /** Adds so many values of this mean, whose squared distances from it have this sum. */
  void add(long more, double ofMean, double ofSquares) {
    if (more == 0) {
      return;
    }
    long total = count + more;
    double apart = ofMean - mean;
    mean += apart * more / total;
    squares += ofSquares + apart * apart * count * more / total;
    count = total;
  }

  void add(Moments that) {
    add(that.count, that.mean, that.squares);
  }

  long count() {
    return count;
  }

  double mean() {
    return mean;
  }

  double squares() {
    return squares;
  }

  /** Returns the standard deviation of the population. */
  double stddev() {
    return Math.sqrt(squares / count);
  }
}
