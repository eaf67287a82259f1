package io.tidemark.pipelines.anomaly;

/**
 * A level that follows the series slowly, and for each hour of the day how far above it the hour
 * usually is: exponential smoothing with additive seasons on a transformed scale, after P. R.
 * Winters, Forecasting sales by exponentially weighted moving averages, Management Science 6
 * (1960).
 *
 * <p>A reading with fewer requests than usual counts less, by the square root of the ratio.
 *
 * @param scale on which levels are averages
 * @param level of the series without its rhythm
 * @param mean of the series with it, over about a day
 * @param seasons for each hour of the day, in UTC, what it adds to the level; not changed
 * @param typicalRequests usual number of requests of a reading
 * @param learned how many readings it has learned
 */
@SuppressWarnings("ArrayRecordComponent") // It is compared only through its coder.
record SeasonalLevel(
    Scale scale, double level, double mean, float[] seasons, double typicalRequests, int learned)
    implements Forecast {

  private static final int HOURS = 24;
  private static final double HOUR_MILLIS = 3_600_000;

  /** Traffic has a rhythm; that latency and cost have one must be shown by more days. */
  private static final double SEASON_WEIGHT_OF_COUNTS = 0.15;

  private static final double SEASON_WEIGHT = 0.05;
  private static final double WEIGHT_IN_DAY = 0.02;
  private static final double WEIGHT_IN_TYPICAL = 0.1;

  static SeasonalLevel of(Scale scale) {
    return new SeasonalLevel(scale, 0, 0, new float[HOURS], 0, 0);
  }

  @Override
  public double expected(long endMillis) {
    return scale.value(level + season(endMillis));
  }

  @Override
  public double at(double residual, Reading reading, long endMillis) {
    return scale.value(level + season(endMillis) + residual / trust(reading));
  }

  @Override
  public double residual(Reading reading, long endMillis) {
    return (scale.of(reading) - level - season(endMillis)) * trust(reading);
  }

  private double trust(Reading reading) {
    return scale == Scale.COUNT || reading.requests() >= typicalRequests
        ? 1
        : Math.sqrt(reading.requests() / typicalRequests);
  }

  @Override
  public SeasonalLevel learn(Reading reading, double residual, double weight, long endMillis) {
    if (learned == 0) {
      double first = scale.of(reading);
      return new SeasonalLevel(scale, first, first, seasons, reading.requests(), 1);
    }
    // A reading of few requests has a smaller residual, and so moves the level less.
    double value = level + season(endMillis) + residual;
    double inDay = Math.max(WEIGHT_IN_DAY, 1.0 / (learned + 1));
    double nextMean = mean + inDay * (value - mean);
    return new SeasonalLevel(
        scale,
        level + weight * residual,
        nextMean,
        learnSeason(value - nextMean, endMillis),
        typicalRequests + WEIGHT_IN_TYPICAL * (reading.requests() - typicalRequests),
        learned + 1);
  }

  private float[] learnSeason(double above, long endMillis) {
    float[] next = seasons.clone();
    double hour = hour(endMillis);
    double late = hour - Math.floor(hour);
    int first = Math.floorMod((int) Math.floor(hour), HOURS);
    int second = (first + 1) % HOURS;
    double weight = scale == Scale.COUNT ? SEASON_WEIGHT_OF_COUNTS : SEASON_WEIGHT;
    next[first] += (float) (weight * (1 - late) * (above - next[first]));
    next[second] += (float) (weight * late * (above - next[second]));
    return next;
  }

  /** Between the middles of two hours it goes straight from one to the other. */
  private double season(long endMillis) {
    double hour = hour(endMillis);
    double late = hour - Math.floor(hour);
    int first = Math.floorMod((int) Math.floor(hour), HOURS);
    return (1 - late) * seasons[first] + late * seasons[(first + 1) % HOURS];
  }

  /** Hours since the middle of the first one of the day, so that seasons are those of middles. */
  private static double hour(long endMillis) {
    return Math.floorMod(endMillis, 86_400_000L) / HOUR_MILLIS - 0.5;
  }
}
