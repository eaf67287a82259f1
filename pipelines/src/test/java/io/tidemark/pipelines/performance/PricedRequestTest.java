package io.tidemark.pipelines.performance;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.tidemark.pipelines.event.Attribution;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.TokenUsage;
import io.tidemark.pipelines.price.PriceTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.util.SerializableUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PricedRequestTest {
  private static final String PRICES =
      """
      {"currency": "USD", "prices": [
        {"model": "m", "input": 1, "cache_read": 0.1, "output": 10},
        {"model": "m", "from": "2026-01-05T12:00:00Z", "input": 2, "cache_read": 0.2, "output": 20}
      ]}
      """;
  private static final TokenUsage USAGE = new TokenUsage(1_000, 100, 400, TokenUsage.UNKNOWN, 0);

  @TempDir Path directory;
  private PricedRequest priced;

  @BeforeEach
  void readPrices() throws IOException {
    Path file = Files.writeString(directory.resolve("prices.json"), PRICES);
    priced = SerializableUtils.clone(new PricedRequest(PriceTable.read(List.of(file.toString()))));
  }

  @Test
  void aPriceThatChangesAtNoonHoldsOnItsSideOfNoon() {
    Request before = priced.apply(request("2026-01-05T11:59:59.999Z", USAGE, Double.NaN, null));
    assertThat(before.cost(), is(0.00164));
    assertThat(before.details().costParts(), is(new CostParts(0.0006, 0.00004, 0, 0.001)));
    Request after = priced.apply(request("2026-01-05T12:00:00Z", USAGE, Double.NaN, null));
    assertThat(after.cost(), is(0.00328));
  }

  @Test
  void aCostThatIsReportedIsKept() {
    Request request = priced.apply(request("2026-01-05T12:00:00Z", USAGE, 0.5, null));
    assertThat(request.cost(), is(0.5));
    assertThat(request.details().costParts(), is(nullValue()));
  }

  @Test
  void whatCannotBePricedIsUnpriced() {
    Request unknown =
        priced.apply(request("2026-01-05T12:00:00Z", TokenUsage.NONE_KNOWN, Double.NaN, null));
    assertThat(unknown.isUnpriced(), is(true));
    assertThat(unknown.details(), is(nullValue()));
    Request refused =
        priced.apply(request("2026-01-05T12:00:00Z", TokenUsage.NONE_KNOWN, Double.NaN, "429"));
    assertThat(refused.isUnpriced(), is(false));
  }

  @Test
  void otherPricesDoNotMakeAnEventAnotherOne() {
    PerformanceMetrics event = request("2026-01-05T12:00:00Z", USAGE, Double.NaN, null);
    assertThat(priced.apply(event).content(), is(Request.of(event).content()));
    PerformanceMetrics plain =
        request("2026-01-05T12:00:00Z", TokenUsage.of(10, 1), Double.NaN, null);
    assertThat(priced.apply(plain).content(), is(Request.of(plain).content()));
    PerformanceMetrics other = request("2026-01-05T12:00:00Z", USAGE, 0.00328, null);
    assertThat(Request.of(other).content(), is(not(priced.apply(event).content())));
  }

  private static PerformanceMetrics request(
      String time, TokenUsage usage, double cost, @Nullable String error) {
    return new PerformanceMetrics(
        "id",
        Instant.parse(time).toEpochMilli(),
        Attribution.of("m", null),
        120,
        usage,
        cost,
        null,
        error);
  }
}
