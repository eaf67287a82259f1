package io.tidemark.pipelines.price;

import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.Problems;
import io.tidemark.pipelines.price.Amounts.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Imports genai-prices' {@code data.json}: providers with models, in US dollars per million tokens;
 * an array, or since version 3 an object with {@code providers}.
 *
 * <p>Taken are prices of input, output, caches (those of five minutes), reasoning and requests,
 * with their tiers, which also there apply to all tokens, dates of effect and hours of the day. Not
 * taken are prices of audio, images, video, searches and tools, and of caches kept for an hour. A
 * model without a price of tokens or requests has none.
 *
 * <p>A model counts for its provider, and for any provider where the file says how names tell that
 * one ({@code model_match}); so a model of OpenAI at Azure has OpenAI's price unless Azure has one.
 */
final class GenaiPricesFormat {
  /** Whom one of their providers stands for, where that is not just another spelling. */
  private static final Map<String, List<String>> PROVIDERS =
      Map.of(
          "google", List.of("gcp.gen_ai", "gcp.gemini", "gcp.vertex_ai"),
          "azure", List.of("azure.ai.openai", "azure.ai.inference"));

  private final String file;
  private final Problems problems;
  private final Amounts amounts;
  private final List<PriceEntry> entries = new ArrayList<>();

  private GenaiPricesFormat(String file, Problems problems) {
    this.file = file;
    this.problems = problems;
    this.amounts = new Amounts(file, problems);
  }

  static List<PriceEntry> read(String file, Entry root, Problems problems) {
    Entry providers = root.array() == null ? root.get("providers") : root;
    if (providers == null || providers.array() == null) {
      problems.add(
          file, root.line(), "the file is " + root.shown() + "; an array of providers is needed");
      return List.of();
    }
    GenaiPricesFormat format = new GenaiPricesFormat(file, problems);
    providers.array().forEach(format::readProvider);
    return format.entries;
  }

  private void readProvider(Entry provider) {
    Entry id = provider.get("id");
    Entry models = provider.get("models");
    if (id == null || id.text() == null || models == null || models.array() == null) {
      problems.add(file, provider.line(), "a provider has no id or no models; both are needed");
      return;
    }
    Entry byName = provider.get("model_match");
    Match names =
        byName == null ? null : Clauses.read(byName, id.text() + ".model_match", file, problems);
    List<String> providers =
        PROVIDERS.getOrDefault(id.text(), List.of(String.valueOf(ProviderNames.folded(id.text()))));
    models.array().forEach(model -> readModel(model, providers, names, id.text()));
  }

  private void readModel(
      Entry model, List<String> providers, @Nullable Match names, String provider) {
    Entry id = model.get("id");
    Entry clause = model.get("match");
    String place = provider + "/" + (id == null ? "?" : id.text());
    if (clause == null || model.get("prices") == null) {
      problems.add(file, model.line(), place + " has no match or no prices; both are needed");
      return;
    }
    Match match = Clauses.read(clause, place + ".match", file, problems);
    if (match == null) {
      return;
    }
    for (Tariff tariff : tariffs(model, place)) {
      for (String name : providers) {
        entries.add(new PriceEntry(name, match, tariff, file, model.line()));
      }
      if (names != null) {
        Match both = new Match.AllOf(List.of(names, match));
        entries.add(new PriceEntry(null, both, tariff, file, model.line()));
      }
    }
  }

  /**
   * Returns the prices over time. There, of a list of prices the last whose condition holds counts,
   * and a condition is a date or hours. Here, hours begin at a date, too: so they are repeated from
   * each date on that stands before them in the list.
   */
  private List<Tariff> tariffs(Entry model, String place) {
    Entry prices = model.get("prices");
    if (prices.array() == null) {
      return tariff(prices, Tariff.ALWAYS, null, place);
    }
    TreeMap<Long, List<Tariff>> byDate = new TreeMap<>();
    for (Entry price : prices.array()) {
      Entry constraint = price.get("constraint");
      Entry amountsOfIt = price.get("prices");
      boolean always = constraint == null || constraint.isNull();
      Hours hours = always ? null : hours(constraint);
      Long from = always || hours != null ? (Long) Tariff.ALWAYS : from(constraint, place);
      if (amountsOfIt == null || from == null) {
        continue;
      }
      if (hours != null) {
        byDate.forEach((date, list) -> list.addAll(tariff(amountsOfIt, date, hours, place)));
      } else {
        byDate.put(from, new ArrayList<>(tariff(amountsOfIt, from, null, place)));
      }
    }
    return byDate.values().stream().flatMap(List::stream).toList();
  }

  private @Nullable Hours hours(Entry constraint) {
    Entry start = constraint.get("start_time");
    Entry end = constraint.get("end_time");
    if (start == null || end == null) {
      return null;
    }
    return Hours.utc(String.valueOf(start.text()), String.valueOf(end.text()));
  }

  private @Nullable Long from(Entry constraint, String place) {
    Entry start = constraint.get("start_date");
    Long millis = start == null || start.text() == null ? null : OwnEntry.millis(start.text());
    if (millis == null) {
      problems.add(
          file,
          constraint.line(),
          place
              + ".constraint is not understood; start_date with a date, or start_time and"
              + " end_time, is needed");
    }
    return millis;
  }

  private List<Tariff> tariff(Entry prices, long from, @Nullable Hours hours, String place) {
    TreeMap<Long, Rates> steps = new TreeMap<>();
    for (Price price : Price.values()) {
      Entry value = prices.get(price.key);
      if (value != null && !value.isNull()) {
        read(price, value, steps, place);
      }
    }
    Rates base = steps.getOrDefault(0L, Rates.NONE);
    List<Tariff.Above> above = new ArrayList<>();
    steps.tailMap(0L, false).forEach((start, rates) -> above.add(new Tariff.Above(start, rates)));
    return base.isEmpty()
        ? List.of()
        : List.of(new Tariff(from, hours, base, OwnEntry.complete(above, base)));
  }

  private void read(Price price, Entry value, TreeMap<Long, Rates> steps, String place) {
    String what = place + "." + price.key;
    Entry base = value.object() == null ? value : value.get("base");
    if (base != null) {
      steps.merge(0L, price.of(amounts.read(base, price.unit, what)), Rates::orElse);
    }
    Entry tiers = value.get("tiers");
    for (Entry tier : tiers == null || tiers.array() == null ? List.<Entry>of() : tiers.array()) {
      Entry start = tier.get("start");
      Entry amount = tier.get("price");
      if (start == null || start.number() == null || amount == null) {
        problems.add(file, tier.line(), what + " has a tier without start or price");
        continue;
      }
      Rates rates = price.of(amounts.read(amount, price.unit, what));
      steps.merge(start.number().longValue(), rates, Rates::orElse);
    }
  }

  /** The prices that are taken. */
  private enum Price {
    INPUT("input_mtok", Unit.PER_MILLION_TOKENS, 0),
    CACHE_READ("cache_read_mtok", Unit.PER_MILLION_TOKENS, 1),
    CACHE_WRITE("cache_write_mtok", Unit.PER_MILLION_TOKENS, 2),
    CACHE_WRITE_5M("cache_write_5m_mtok", Unit.PER_MILLION_TOKENS, 2),
    OUTPUT("output_mtok", Unit.PER_MILLION_TOKENS, 3),
    REASONING("output_reasoning_mtok", Unit.PER_MILLION_TOKENS, 4),
    REQUESTS("requests_kcount", Unit.PER_THOUSAND_REQUESTS, 5);

    private final String key;
    private final Unit unit;
    private final int place;

    Price(String key, Unit unit, int place) {
      this.key = key;
      this.unit = unit;
      this.place = place;
    }

    /** Returns prices of which only this one is given. */
    private Rates of(long pico) {
      long[] all = new long[6];
      Arrays.fill(all, Rates.UNKNOWN);
      all[place] = pico;
      return new Rates(all[0], all[1], all[2], all[3], all[4], all[5]);
    }
  }
}
