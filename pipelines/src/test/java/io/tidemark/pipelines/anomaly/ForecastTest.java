package io.tidemark.pipelines.anomaly;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is usual, and how far readings are from it. */
class ForecastTest {
  private static final long QUARTER = 900_000;

  @Test
  void countsOfAPoissonProcessDifferByAsMuchAtEveryLevel() {
    for (int mean : new int[] {20, 400, 8000}) {
      double deviation = Math.sqrt(mean * (1 + Scale.BURSTS * Scale.BURSTS * mean));
      double above = Scale.COUNT.of(count(Math.round(mean + deviation)));
      double below = Scale.COUNT.of(count(Math.round(mean - deviation)));
      assertThat("of " + mean, (above - below) / 2, closeTo(1, 0.05));
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "150", "100000"})
  void aCountIsFoundAgainOnItsScale(long count) {
    assertThat(Scale.COUNT.value(Scale.COUNT.of(count(count))), closeTo(count, 1e-6 * (1 + count)));
  }

  @Test
  void whatIsARateAboveTheUsualIsFoundAgainAtItsResidual() {
    Forecast rate = PooledRate.none().learn(new Reading(0.01, 1000, 10), 0, 1, 0);
    Reading reading = new Reading(0.08, 400, 32);
    double residual = rate.residual(reading, 0);
    assertThat(rate.at(residual, reading, 0), closeTo(0.08, 0.003));
    assertThat(rate.at(0, reading, 0), closeTo(rate.expected(0), 1e-9));
  }

  @Test
  void aRateWithoutRequestsIsHalfAPercent() {
    assertThat(PooledRate.none().expected(0), is(0.005));
  }

  @Test
  void theRateOfManyRequestsOutweighsThatOfFew() {
    PooledRate rate = PooledRate.none();
    for (int i = 0; i < 20; i++) {
      Reading reading = i % 2 == 0 ? new Reading(0.02, 10_000, 200) : new Reading(1, 1, 1);
      rate = rate.learn(reading, rate.residual(reading, 0), 1, 0);
    }
    assertThat(rate.expected(0), closeTo(0.02, 0.001));
  }

  @Test
  void mostOfABusyHourIsLearnedAsItsSeasonAndNotAsTheLevel() {
    Forecast forecast = SeasonalLevel.of(Scale.LOG);
    for (int i = 0; i < 10 * 96; i++) {
      Reading reading = new Reading(i % 96 / 4 == 12 ? 2000 : 1000, 100, 0);
      long end = (i + 1) * QUARTER;
      forecast = forecast.learn(reading, forecast.residual(reading, end), 0.1, end);
    }
    long day = 10 * 96 * QUARTER;
    assertThat(forecast.expected(day + 50 * QUARTER), closeTo(1570, 50));
    assertThat(forecast.expected(day + 20 * QUARTER), closeTo(1000, 50));
  }

  private static Reading count(long count) {
    return new Reading(count / 900.0, count, count);
  }
}
