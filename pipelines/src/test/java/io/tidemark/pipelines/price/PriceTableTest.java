package io.tidemark.pipelines.price;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;

import io.tidemark.aggregate.ExactSum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.util.SerializableUtils;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which price a request has, and what it costs, to the picodollar. */
class PriceTableTest {
  private static final Instant NOON = Instant.parse("2026-07-30T12:00:00Z");

  @TempDir Path directory;

  private int files;

  /** Reads prices of the own format. */
  private PriceTable prices(String... entries) {
    return PriceTable.read(
        List.of(file("{\"currency\":\"USD\",\"prices\":[" + String.join(",\n", entries) + "]}")));
  }

  private String file(String content) {
    try {
      return Files.writeString(directory.resolve(files++ + ".json"), content).toString();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Usage usage(
      @Nullable String provider, @Nullable String asked, @Nullable String answered, Instant time) {
    return new Usage(provider, asked, answered, time.toEpochMilli(), 1, 0, -1, -1, -1);
  }

  private static Usage tokens(long input, long output, long read, long write, long reasoning) {
    return new Usage(null, "m", null, NOON.toEpochMilli(), input, output, read, write, reasoning);
  }

  /** Returns the price of one input token in dollars per million, which tells entries apart. */
  private static @Nullable Long of(PriceTable prices, Usage usage) {
    Cost cost = prices.price(usage);
    return cost == null ? null : (Long) (cost.totalPico() / 1_000_000);
  }

  @Test
  void eachKindOfTokenCostsItsOwnPrice() {
    PriceTable prices =
        prices(
            "{\"model\":\"m\",\"input\":2,\"cache_read\":0.2,\"cache_write\":2.5,\"output\":10,"
                + "\"reasoning\":12,\"request\":0.001}");
    Cost cost = prices.price(tokens(1000, 100, 300, 200, 40));
    assertThat(
        cost, is(new Cost(1_000_000_000, 60_000_000, 500_000_000, 1_080_000_000, 1_000_000_000)));
    assertThat(cost.totalUsd(), is(0.00364));
    assertThat(
        List.of(
            cost.inputUsd(),
            cost.cacheReadUsd(),
            cost.cacheWriteUsd(),
            cost.outputUsd(),
            cost.requestUsd()),
        is(List.of(0.001, 0.00006, 0.0005, 0.00108, 0.001)));
  }

  @Test
  void cacheWithoutAPriceCostsWhatInputDoesAndReasoningWhatOutputDoes() {
    PriceTable prices = prices("{\"model\":\"m\",\"input\":2,\"output\":10}");
    assertThat(
        prices.price(tokens(1000, 100, 300, 200, 40)),
        is(new Cost(1_000_000_000, 600_000_000, 400_000_000, 1_000_000_000, 0)));
  }

  @Test
  void moreFromCachesThanInputIsNoNegativeInput() {
    PriceTable prices = prices("{\"model\":\"m\",\"input\":2,\"cache_read\":1,\"output\":10}");
    assertThat(
        prices.price(tokens(10, 5, 30, 0, 9)), is(new Cost(0, 30_000_000, 0, 50_000_000, 0)));
  }

  @Test
  void unknownUsageHasNoPrice() {
    PriceTable prices = prices("{\"model\":\"m\",\"input\":2,\"output\":10,\"request\":1}");
    assertThat(prices.price(tokens(-1, 5, 0, 0, 0)), is(nullValue()));
    assertThat(prices.price(tokens(5, -1, 0, 0, 0)), is(nullValue()));
    assertThat(prices.price(tokens(0, 0, 0, 0, 0)), is(new Cost(0, 0, 0, 0, 1_000_000_000_000L)));
  }

  @Test
  void priceThatIsNotGivenIsNotFree() {
    PriceTable prices = prices("{\"model\":\"m\",\"input\":2}");
    assertThat(prices.price(tokens(10, 1, 0, 0, 0)), is(nullValue()));
    assertThat(prices.price(tokens(10, 0, 0, 0, 0)), is(new Cost(20_000_000, 0, 0, 0, 0)));
  }

  @Test
  void costOfMoreThanAMillionDollarsIsNone() {
    PriceTable prices = prices("{\"model\":\"m\",\"input\":1,\"output\":1000000}");
    long most = 1_000_000_000_000L;
    assertThat(prices.price(tokens(most, 0, 0, 0, 0)).totalUsd(), is(1e6));
    assertThat(prices.price(tokens(most, 1, 0, 0, 0)), is(nullValue()));
    assertThat(prices.price(tokens(0, most, 0, 0, 0)), is(nullValue()));
    assertThat(prices.price(tokens(0, Long.MAX_VALUE, 0, 0, 0)), is(nullValue()));
  }

  @Test
  void thresholdRepricesTheWholeRequestBeyondIt() {
    PriceTable prices =
        prices(
            "{\"model\":\"m\",\"input\":2,\"cache_read\":0.2,\"output\":10,"
                + "\"above\":{\"input_tokens\":272000,\"input\":4,\"output\":20}}");
    assertThat(
        prices.price(tokens(272_000, 1, 2_000, 0, 0)),
        is(new Cost(540_000_000_000L, 400_000_000, 0, 10_000_000, 0)));
    assertThat(
        prices.price(tokens(272_001, 1, 2_000, 0, 0)),
        is(new Cost(1_080_004_000_000L, 400_000_000, 0, 20_000_000, 0)));
  }

  @Test
  void reasoningThatCostsWhatOutputDoesGoesWithItAboveAThreshold() {
    String step = "\"above\":{\"input_tokens\":10,\"input\":4,\"output\":20}}";
    PriceTable same =
        prices(
            "{\"model\":\"m\",\"input\":2,\"cache_read\":2,\"output\":10,\"reasoning\":10," + step);
    assertThat(same.price(tokens(10, 3, 1, 0, 1)).totalPico(), is(50_000_000L));
    assertThat(same.price(tokens(11, 3, 1, 0, 1)).totalPico(), is(104_000_000L));
    PriceTable other =
        prices(
            "{\"model\":\"m\",\"input\":2,\"cache_read\":1,\"output\":10,\"reasoning\":12," + step);
    assertThat(other.price(tokens(11, 3, 1, 0, 1)).totalPico(), is(93_000_000L));
  }

  @Test
  void ofSeveralThresholdsTheHighestBelowTheInputCounts() {
    PriceTable prices =
        prices(
            "{\"model\":\"m\",\"input\":1,\"output\":5,\"above\":["
                + "{\"input_tokens\":20,\"output\":7},{\"input_tokens\":10,\"input\":2}]}");
    assertThat(prices.price(tokens(10, 1, 0, 0, 0)).totalPico(), is(15_000_000L));
    assertThat(prices.price(tokens(11, 1, 0, 0, 0)).totalPico(), is(27_000_000L));
    assertThat(prices.price(tokens(21, 1, 0, 0, 0)).totalPico(), is(49_000_000L));
  }

  @Test
  void theModelThatAnsweredComesBeforeTheOneAsked() {
    PriceTable prices =
        prices("{\"model\":\"asked\",\"input\":1}", "{\"model\":\"answered*\",\"input\":2}");
    assertThat(of(prices, usage(null, "asked", "answered-2026", NOON)), is(2L));
    assertThat(of(prices, usage(null, "asked", "other", NOON)), is(1L));
    assertThat(of(prices, usage(null, "asked", null, NOON)), is(1L));
    assertThat(of(prices, usage(null, null, "asked", NOON)), is(1L));
    assertThat(of(prices, usage(null, null, null, NOON)), is(nullValue()));
    assertThat(of(prices, usage(null, "other", "", NOON)), is(nullValue()));
  }

  @Test
  void aNameComesBeforeTheLongestBeginningAndProviderBeforeNone() {
    PriceTable prices =
        prices(
            "{\"model\":\"gpt-*\",\"input\":1}",
            "{\"model\":\"gpt-4o*\",\"input\":2}",
            "{\"model\":\"gpt-4o*\",\"provider\":\"azure\",\"input\":3}",
            "{\"model\":\"gpt-4o\",\"input\":4}",
            "{\"model\":\"gpt-4o\",\"provider\":\"openai\",\"input\":5}",
            "{\"model\":\"gpt-4o-mini*\",\"provider\":\"openai\",\"input\":6}");
    assertThat(of(prices, usage(null, "gpt-5", null, NOON)), is(1L));
    assertThat(of(prices, usage("openai", "gpt-4o-2024", null, NOON)), is(2L));
    assertThat(of(prices, usage("az.ai.openai", "gpt-4o-2024", null, NOON)), is(3L));
    assertThat(of(prices, usage("azure", "gpt-4o", null, NOON)), is(4L));
    assertThat(of(prices, usage("OpenAI", "GPT-4o", null, NOON)), is(5L));
    assertThat(of(prices, usage("openai", "gpt-4o-mini-x", null, NOON)), is(6L));
    assertThat(of(prices, usage(null, "gpt-4o-mini-x", null, NOON)), is(2L));
    assertThat(of(prices, usage("openai", "claude", null, NOON)), is(nullValue()));
  }

  @Test
  void pricesHoldFromTheirDateOnByEventTime() {
    PriceTable prices =
        prices(
            "{\"model\":\"m\",\"input\":1}",
            "{\"model\":\"m\",\"input\":3,\"from\":\"2026-07-30T12:00:00+02:00\"}",
            "{\"model\":\"m\",\"input\":2,\"from\":\"2026-07-30\"}");
    assertThat(
        of(prices, usage(null, "m", null, Instant.parse("2026-07-29T23:59:59.999Z"))), is(1L));
    assertThat(of(prices, usage(null, "m", null, Instant.parse("2026-07-30T00:00:00Z"))), is(2L));
    assertThat(
        of(prices, usage(null, "m", null, Instant.parse("2026-07-30T09:59:59.999Z"))), is(2L));
    assertThat(of(prices, usage(null, "m", null, Instant.parse("2026-07-30T10:00:00Z"))), is(3L));
  }

  @Test
  void pricesThatDoNotYetHoldLeaveTheRequestToOthers() {
    PriceTable prices =
        prices(
            "{\"model\":\"m-1\",\"input\":2,\"from\":\"2026-07-31\"}",
            "{\"model\":\"m*\",\"input\":1,\"from\":\"2026-07-30\"}");
    assertThat(of(prices, usage(null, "m-1", null, NOON)), is(1L));
    assertThat(of(prices, usage(null, "m-1", null, NOON.plusSeconds(86_400))), is(2L));
    assertThat(of(prices, usage(null, "m-1", null, NOON.minusSeconds(86_400))), is(nullValue()));
  }

  @Test
  void hoursOfTheDayHaveTheirPrice() {
    PriceTable prices =
        prices(
            "{\"model\":\"m\",\"input\":4}",
            "{\"model\":\"m\",\"input\":1,\"hours\":\"16:30-00:30\"}",
            "{\"model\":\"n\",\"input\":2,\"hours\":\"08:00-09:00\"}");
    String[] times = {"16:29:59.999", "16:30:00", "23:59:59", "00:00:00", "00:29:59", "00:30:00"};
    List<Long> found = new ArrayList<>();
    for (String time : times) {
      found.add(of(prices, usage(null, "m", null, Instant.parse("2026-07-30T" + time + "Z"))));
    }
    assertThat(found, is(List.of(4L, 1L, 1L, 1L, 1L, 4L)));
    assertThat(of(prices, usage(null, "n", null, NOON)), is(nullValue()));
    assertThat(of(prices, usage(null, "n", null, NOON.minusSeconds(3 * 3600 + 1))), is(2L));
  }

  @Test
  void anAliasIsPricedAsTheModelThatItStandsFor() {
    PriceTable prices =
        PriceTable.read(
            List.of(
                file(
                    "{\"currency\":\"USD\",\"prices\":[{\"model\":\"gpt-4o\",\"input\":4}],"
                        + "\"aliases\":{\"My-Deployment\":\"prod\",\"prod\":\"GPT-4o\"}}")));
    assertThat(of(prices, usage(null, "my-deployment", null, NOON)), is(4L));
    assertThat(of(prices, usage(null, "prod", "unknown", NOON)), is(4L));
  }

  @Test
  void ownPricesComeBeforeImportedOnesAndImportedOnesInTheirOrder() {
    String own = file("{\"currency\":\"USD\",\"prices\":[{\"model\":\"a*\",\"input\":1}]}");
    String first =
        file("{\"a1\":{\"input_cost_per_token\":2e-6},\"b\":{\"input_cost_per_token\":3e-6}}");
    String second =
        file("{\"b\":{\"input_cost_per_token\":4e-6},\"c\":{\"input_cost_per_token\":5e-6}}");
    PriceTable prices = PriceTable.read(List.of("litellm:" + first, own, "litellm:" + second));
    assertThat(of(prices, usage(null, "a1", null, NOON)), is(1L));
    assertThat(of(prices, usage(null, "b", null, NOON)), is(3L));
    assertThat(of(prices, usage(null, "c", null, NOON)), is(5L));
  }

  @Test
  void pricesAreRoundedHalfToEvenToAPicodollarAToken() {
    PriceTable prices =
        prices(
            "{\"model\":\"a\",\"input\":0.0000005}",
            "{\"model\":\"b\",\"input\":0.0000015}",
            "{\"model\":\"c\",\"input\":0.0375}");
    assertThat(prices.price(usage(null, "a", null, NOON)).totalPico(), is(0L));
    assertThat(prices.price(usage(null, "b", null, NOON)).totalPico(), is(2L));
    assertThat(prices.price(usage(null, "c", null, NOON)).totalPico(), is(37_500L));
  }

  @Test
  void aSumOfCostsIsExact() {
    PriceTable prices = prices("{\"model\":\"m\",\"input\":0.1,\"output\":0.7}");
    ExactSum sum = new ExactSum(12);
    long expected = 0;
    for (int i = 1; i <= 10_000; i++) {
      Cost cost = prices.price(tokens(i * 31L, i % 977, 0, 0, 0));
      expected += cost.totalPico();
      sum.add(cost.totalUsd());
    }
    assertThat(sum.sum(), is(expected / 1e12));
  }

  @Test
  void theCacheOfNamesForgetsNoPrice() {
    PriceTable prices =
        prices("{\"model\":\"m-7*\",\"input\":7}", "{\"model\":\"m*\",\"input\":1}");
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 5_000; i++) {
        Long expected = Integer.toString(i).startsWith("7") ? 7L : 1L;
        assertThat(of(prices, usage(null, "m-" + i, null, NOON)), is(expected));
      }
    }
  }

  @Test
  void theDigestTellsPricesAndNotTheirLayout() {
    PriceTable table = prices("{\"model\":\"m\",\"input\":1}");
    assertThat(
        prices("{ \"input\" : 1.0,\n\"model\":\"M\", \"comment\":\"x\"}").digest(),
        is(table.digest()));
    assertThat(prices("{\"model\":\"m\",\"input\":1.000001}").digest(), is(not(table.digest())));
    assertThat(table.digest().startsWith("1 prices, sha256 "), is(true));
    assertThat(PriceTable.NONE.digest(), is("none"));
  }

  @Test
  void aTableThatWentToAWorkerPricesTheSame() {
    PriceTable table =
        prices("{\"model\":\"m\",\"provider\":\"aws\",\"input\":1,\"from\":\"2026-01-01\"}");
    PriceTable sent = SerializableUtils.clone(table);
    assertThat(sent.digest(), is(table.digest()));
    assertThat(of(sent, usage("bedrock", "m", null, NOON)), is(1L));
    assertThat(SerializableUtils.clone(PriceTable.NONE), is(sameInstance(PriceTable.NONE)));
    assertThat(PriceTable.NONE.price(usage(null, "m", null, NOON)), is(nullValue()));
    assertThat(PriceTable.read(List.of()), is(sameInstance(PriceTable.NONE)));
  }

  @Test
  void theExampleOfThePageCostsWhatItSays() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "prices.md"));
    int from = page.indexOf("```json") + "```json".length();
    PriceTable prices =
        PriceTable.read(List.of(file(page.substring(from, page.indexOf("```", from)))));
    long july = Instant.parse("2026-07-29T23:59:59Z").toEpochMilli();
    Usage cached = new Usage(null, "my-deployment", null, july, 1000, 100, 400, 0, 0);
    assertThat(prices.price(cached), is(new Cost(1_500_000_000, 500_000_000, 0, 1_000_000_000, 0)));
    Usage azure = new Usage("azure.ai.openai", "gpt-4o", null, july, 1000, 100, 400, 0, 0);
    assertThat(prices.price(azure), is(new Cost(1_650_000_000, 550_000_000, 0, 1_100_000_000, 0)));
    Usage large = new Usage(null, "long-1", null, july, 200_001, 0, 0, 0, 0);
    assertThat(prices.price(large).totalPico(), is(800_004_000_000L));
    Usage later = new Usage(null, "long-1", null, july + 1_000, 200_001, 0, 0, 0, 0);
    assertThat(prices.price(later).totalPico(), is(200_001_000_000L));
    Usage free = new Usage(null, "x", "house-model", july, 200_001, 7, 0, 0, 0);
    assertThat(prices.price(free), is(new Cost(0, 0, 0, 0, 0)));
  }
}
