package io.tidemark.pipelines.price;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.JsonFile;
import io.tidemark.pipelines.document.Problems;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Prices of LiteLLM and genai-prices, in small files of the shape of theirs, and that they are the
 * same in the own format.
 */
class ImportedPricesTest {
  private static final String LITELLM =
      """
      {"sample_spec": {"input_cost_per_token": 0.0, "max_tokens": "text"},
       "small": {"input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07,
         "cache_read_input_token_cost": 7.5e-08, "litellm_provider": "openai", "mode": "chat",
         "input_cost_per_token_batches": 9e-08, "output_cost_per_token_priority": 9e-05},
       "long": {"input_cost_per_token": 1.25e-06, "output_cost_per_token": 1e-05,
         "input_cost_per_token_above_200k_tokens": 2.5e-06, "output_cost_per_token_above_200k_tokens": 1.5e-05,
         "input_cost_per_token_above_200k_tokens_priority": 9e-05,
         "cache_creation_input_token_cost": 1.625e-06, "cache_creation_input_token_cost_above_1hr": 9e-05,
         "output_cost_per_reasoning_token": 2e-05, "litellm_provider": "gemini"},
       "azure/deploy": {"input_cost_per_token": 2e-06, "litellm_provider": "azure"},
       "tiered": {"litellm_provider": "dashscope", "tiered_pricing": [
         {"range": [0, 32000], "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06},
         {"range": [32000, 128000], "input_cost_per_token": 3e-06, "output_cost_per_token": 4e-06}]},
       "ranker": {"input_cost_per_token": 0.0, "output_cost_per_token": 0.0, "input_cost_per_query": 0.002},
       "free": {"input_cost_per_token": 0, "output_cost_per_token": 0},
       "painter": {"output_cost_per_image": 0.04, "mode": "image_generation"},
       "noise": {"input_cost_per_token": 1.4999999999999998e-07}}
      """;

  private static final String GENAI =
      """
      [{"id": "acme", "name": "Acme", "model_match": {"contains": "acme"}, "models": [
         {"id": "acme-1", "match": {"or": [{"starts_with": "acme-1"}, {"equals": "first"}]},
          "prices": {"input_mtok": {"base": 3, "tiers": [{"start": 200000, "price": 6}]},
            "cache_read_mtok": 0.3, "output_mtok": {"base": 15, "tiers": [{"start": 200000, "price": 22.5}]},
            "cache_write_1h_mtok": 6, "requests_kcount": 5}},
         {"id": "acme-2", "match": {"and": [{"contains": "acme"}, {"regex": "-2-\\\\d{4}$"}]},
          "prices": [{"prices": {"input_mtok": 1, "output_mtok": 2}},
            {"constraint": {"start_time": "16:30:00Z", "end_time": "00:30:00Z"}, "prices": {"input_mtok": 0.5, "output_mtok": 1}},
            {"constraint": {"start_date": "2026-03-13"}, "prices": {"input_mtok": 4, "output_mtok": 8}}]},
         {"id": "painter", "match": {"ends_with": "-paint"}, "prices": {"output_image_mtok": 3}}]},
       {"id": "google", "models": [
         {"id": "g", "match": {"starts_with": "g-"}, "prices": {"input_mtok": 7}}]}]
      """;

  private static final PriceTable BOTH = read();

  private static PriceTable read() {
    try {
      Path litellm = Files.createTempFile("litellm", ".json");
      Path genai = Files.createTempFile("genai", ".json");
      Files.writeString(litellm, LITELLM);
      Files.writeString(genai, GENAI);
      PriceTable table = PriceTable.read(List.of("litellm:" + litellm, "genai-prices:" + genai));
      Files.delete(litellm);
      Files.delete(genai);
      return table;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static @Nullable Long cost(
      @Nullable String provider,
      String model,
      String time,
      long input,
      long output,
      long... other) {
    long[] o = other.length == 0 ? new long[3] : other;
    Cost cost =
        BOTH.price(
            new Usage(
                provider,
                model,
                null,
                Instant.parse(time).toEpochMilli(),
                input,
                output,
                o[0],
                o[1],
                o[2]));
    return cost == null ? null : (Long) cost.totalPico();
  }

  private static final String DAY = "2026-02-01T12:00:00Z";

  @Test
  void pricesATokenOfLiteLlmAreTakenWithoutBatchesAndServiceTiers() {
    assertThat(cost(null, "small", DAY, 100, 10, 40, 0, 0), is(18_000_000L));
    assertThat(cost("openai", "small", DAY, 1, 0), is(150_000L));
    assertThat(cost(null, "noise", DAY, 1, 0), is(150_000L));
    assertThat(cost(null, "free", DAY, 5, 5), is(0L));
  }

  @Test
  void thresholdsInTheNamesOfLiteLlmAreCliffs() {
    assertThat(cost(null, "long", DAY, 200_000, 2, 0, 100, 1), is(250_067_500_000L));
    assertThat(cost(null, "long", DAY, 200_001, 2, 0, 100, 1), is(499_950_000_000L));
    assertThat(cost(null, "tiered", DAY, 32_000, 1), is(32_002_000_000L));
    assertThat(cost(null, "tiered", DAY, 32_001, 1), is(96_007_000_000L));
  }

  @Test
  void providerInANameOfLiteLlmIsAlsoThatOfTheEvent() {
    assertThat(cost(null, "azure/deploy", DAY, 1, 0), is(2_000_000L));
    assertThat(cost("az.ai.openai", "deploy", DAY, 1, 0), is(2_000_000L));
    assertThat(cost("openai", "deploy", DAY, 1, 0), is(nullValue()));
  }

  @Test
  void whatIsNotPricedByTokensIsNotFree() {
    assertThat(cost(null, "ranker", DAY, 1, 0), is(nullValue()));
    assertThat(cost(null, "painter", DAY, 1, 0), is(nullValue()));
    assertThat(cost("acme", "acme-paint", DAY, 1, 0), is(nullValue()));
    assertThat(cost(null, "sample_spec", DAY, 1, 0), is(nullValue()));
  }

  @Test
  void tiersOfGenaiPricesAreCliffs() {
    assertThat(cost("acme", "acme-1-x", DAY, 200_000, 1, 1, 0, 0), is(605_012_300_000L));
    assertThat(cost("acme", "first", DAY, 200_001, 1, 1, 0, 0), is(1_205_022_800_000L));
  }

  @Test
  void datesAndHoursOfGenaiPricesHoldInTheirOrder() {
    assertThat(cost("acme", "acme-2-2026", DAY, 1, 1), is(3_000_000L));
    assertThat(cost("acme", "acme-2-2026", "2026-02-01T23:00:00Z", 1, 1), is(1_500_000L));
    assertThat(cost("acme", "acme-2-2026", "2026-03-12T23:59:59Z", 1, 1), is(1_500_000L));
    assertThat(cost("acme", "acme-2-2026", "2026-03-13T00:00:00Z", 1, 1), is(12_000_000L));
    assertThat(cost("acme", "acme-2-20266", DAY, 1, 1), is(nullValue()));
  }

  @Test
  void aProviderOfGenaiPricesIsKnownByItsNamesOrItsModels() {
    assertThat(cost(null, "acme-1", DAY, 0, 0), is(5_000_000_000L));
    assertThat(cost("reseller", "acme-1", DAY, 0, 0), is(5_000_000_000L));
    assertThat(cost(null, "first", DAY, 0, 0), is(nullValue()));
    assertThat(cost("vertexai", "g-1", DAY, 1, 0), is(7_000_000L));
    assertThat(cost("google", "g-1", DAY, 1, 0), is(7_000_000L));
    assertThat(cost(null, "g-1", DAY, 1, 0), is(nullValue()));
  }

  @Property(tries = 200)
  void anImportInTheOwnFormatPricesTheSame(@ForAll long seed) {
    Random random = new Random(seed);
    PriceTable imported = random.nextInt(10) == 0 ? BOTH : randomImport(random);
    PriceTable own = PriceTable.ofTexts(imported.texts());
    assertThat(own.digest(), is(imported.digest()));
    for (int i = 0; i < 50; i++) {
      Usage usage = randomUsage(random);
      assertThat(usage.toString(), own.price(usage), is(imported.price(usage)));
    }
  }

  private static final List<String> MODELS =
      List.of(
          "small", "long", "azure/deploy", "deploy", "tiered", "acme-1", "acme-2-2026", "first");

  private static PriceTable randomImport(Random random) {
    StringBuilder json = new StringBuilder("{");
    for (String model : MODELS) {
      json.append(json.length() > 1 ? "," : "").append('"').append(model).append("\":{");
      json.append("\"litellm_provider\":\"azure\",\"input_cost_per_token\":")
          .append(random.nextDouble() / 1e4);
      for (String key :
          List.of(
              "output_cost_per_token",
              "cache_read_input_token_cost",
              "output_cost_per_reasoning_token",
              "input_cost_per_request",
              "input_cost_per_token_above_128k_tokens",
              "cache_read_input_token_cost_above_200k_tokens",
              "output_cost_per_token_above_200k_tokens")) {
        if (random.nextBoolean()) {
          json.append(",\"").append(key).append("\":").append(random.nextInt(1_000) * 1e-9);
        }
      }
      json.append('}');
    }
    Problems problems = new Problems();
    Entry root =
        JsonFile.parse(
            "random",
            json.append('}').toString().getBytes(StandardCharsets.UTF_8),
            false,
            problems);
    Layer layer = new Layer(LiteLlmFormat.read("random", root, problems), null);
    problems.throwIfAny("random");
    return new PriceTable(List.of(layer), Map.of());
  }

  private static Usage randomUsage(Random random) {
    String[] providers = {null, "azure", "acme", "openai"};
    return new Usage(
        providers[random.nextInt(4)],
        MODELS.get(random.nextInt(MODELS.size())),
        random.nextBoolean() ? null : MODELS.get(random.nextInt(MODELS.size())),
        1_760_000_000_000L + random.nextInt(1_000_000) * 40_000L,
        random.nextInt(300_000),
        random.nextInt(3) * random.nextInt(10_000),
        random.nextInt(2) * random.nextInt(300_000),
        random.nextInt(2) * random.nextInt(1_000),
        random.nextInt(20_000) - 1);
  }
}
