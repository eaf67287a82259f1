package io.tidemark.pipelines.anomaly;

/**
 * What a series usually shows, and how far a reading is from it. Immutable: {@link #learn} returns
 * the next one. Times are the ends of windows, in milliseconds since the epoch.
 */
interface Forecast {

  /** Returns the usual value, in the unit of the metric. */
  double expected(long endMillis);

  /**
   * Returns the value that is {@code residual} from the usual one, in the unit of the metric.
   *
   * @param reading whose evidence counts
   */
  double at(double residual, Reading reading, long endMillis);

  /**
   * Returns how far the reading is above the usual value, on a scale on which the spread of
   * ordinary readings depends neither on their level nor on their number of requests.
   */
  double residual(Reading reading, long endMillis);

  /**
   * Learns a reading.
   *
   * @param residual that of the reading, or a smaller one of the same sign if it is not to be
   *     trusted in full
   * @param weight of this reading in the level, above 0, at most 1
   */
  Forecast learn(Reading reading, double residual, double weight, long endMillis);
}
