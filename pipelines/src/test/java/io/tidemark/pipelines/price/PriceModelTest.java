package io.tidemark.pipelines.price;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.document.Problems;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A table prices as plain decimals and a sort over all entries do. */
class PriceModelTest {
  private static final List<String> NAMES = List.of("a", "ab", "abc", "abcd", "b", "bc");
  private static final String[] PROVIDERS = {null, "openai", "x_ai"};

  /** An entry as the page describes it; prices in dollars per million tokens. */
  private record Plain(
      @Nullable String provider,
      String model,
      boolean prefix,
      int day,
      BigDecimal input,
      @Nullable BigDecimal cacheRead,
      BigDecimal output,
      long threshold,
      BigDecimal inputAbove) {

    boolean fits(@Nullable String name, Usage usage) {
      return name != null
          && (prefix ? name.startsWith(model) : name.equals(model))
          && (provider == null || provider.equals(usage.provider()))
          && day * 86_400_000L <= usage.timestampMillis();
    }

    BigDecimal cost(Usage usage) {
      BigDecimal in = usage.inputTokens() > threshold ? inputAbove : input;
      BigDecimal read = cacheRead == null ? in : cacheRead;
      return in.multiply(BigDecimal.valueOf(usage.inputTokens() - usage.cacheReadTokens()))
          .add(read.multiply(BigDecimal.valueOf(usage.cacheReadTokens())))
          .add(output.multiply(BigDecimal.valueOf(usage.outputTokens())))
          .movePointLeft(6);
    }

    String json() {
      return "{\"model\":\"%s%s\",%s%s\"from\":\"%s\",\"input\":%s,\"output\":%s,\"above\":{\"input_tokens\":%d,\"input\":%s}}"
          .formatted(
              model,
              prefix ? "*" : "",
              provider == null ? "" : "\"provider\":\"" + provider + "\",",
              cacheRead == null ? "" : "\"cache_read\":" + cacheRead + ",",
              LocalDate.ofEpochDay(day),
              input,
              output,
              threshold,
              inputAbove);
    }
  }

  @Property(tries = 300)
  void aTablePricesAsTheModelDoes(@ForAll long seed) {
    Random random = new Random(seed);
    List<Plain> plain = entries(random);
    PriceTable table = table(plain);
    for (int i = 0; i < 40; i++) {
      Usage usage = usage(random);
      Cost cost = table.price(usage);
      BigDecimal expected = expected(plain, usage);
      assertThat(
          usage + " of " + plain,
          cost == null ? null : BigDecimal.valueOf(cost.totalPico(), 12).stripTrailingZeros(),
          is(expected == null ? null : expected.stripTrailingZeros()));
    }
  }

  private static @Nullable BigDecimal expected(List<Plain> entries, Usage usage) {
    for (String name : new String[] {usage.responseModel(), usage.requestedModel()}) {
      var best =
          entries.stream()
              .filter(entry -> entry.fits(name, usage))
              .min(
                  Comparator.comparing(Plain::prefix)
                      .thenComparing(entry -> -entry.model().length())
                      .thenComparing(entry -> entry.provider() == null)
                      .thenComparing(entry -> -entry.day()));
      if (best.isPresent()) {
        return best.get().cost(usage);
      }
    }
    return null;
  }

  private static List<Plain> entries(Random random) {
    List<Plain> entries = new ArrayList<>();
    for (int i = random.nextInt(12); i >= 0; i--) {
      Plain entry =
          new Plain(
              PROVIDERS[random.nextInt(3)],
              NAMES.get(random.nextInt(NAMES.size())),
              random.nextBoolean(),
              random.nextInt(4),
              price(random),
              random.nextBoolean() ? null : price(random),
              price(random),
              1 + random.nextInt(100),
              price(random));
      boolean isNew =
          entries.stream()
              .noneMatch(
                  other ->
                      other.model().equals(entry.model())
                          && other.prefix() == entry.prefix()
                          && other.day() == entry.day()
                          && Objects.equals(other.provider(), entry.provider()));
      if (isNew) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static BigDecimal price(Random random) {
    return BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(7));
  }

  private static PriceTable table(List<Plain> entries) {
    String json =
        "{\"currency\":\"USD\",\"prices\":["
            + String.join(",", entries.stream().map(Plain::json).toList())
            + "]}";
    Problems problems = new Problems();
    OwnFormat read = OwnFormat.parse("p", json.getBytes(StandardCharsets.UTF_8), problems);
    Layer layer = new Layer(read.entries(), problems);
    problems.throwIfAny("p");
    return new PriceTable(List.of(layer), read.aliases());
  }

  private static Usage usage(Random random) {
    long input = random.nextInt(200);
    return new Usage(
        PROVIDERS[random.nextInt(3)],
        name(random),
        random.nextBoolean() ? null : name(random),
        random.nextInt(5) * 86_400_000L - random.nextInt(2),
        input,
        random.nextInt(50),
        input == 0 ? 0 : random.nextInt((int) input),
        0,
        0);
  }

  private static String name(Random random) {
    return NAMES.get(random.nextInt(NAMES.size())) + (random.nextBoolean() ? "" : "x");
  }
}
