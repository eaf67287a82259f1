package io.tidemark.pipelines.price;

import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.Problems;
import io.tidemark.pipelines.price.Amounts.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Imports LiteLLM's {@code model_prices_and_context_window.json}: an object of models, with US
 * dollars per token.
 *
 * <p>Taken are {@code input_cost_per_token}, {@code output_cost_per_token}, {@code
 * cache_read_input_token_cost}, {@code cache_creation_input_token_cost}, {@code
 * output_cost_per_reasoning_token}, the same for long requests ({@code …_above_200k_tokens}, {@code
 * tiered_pricing}) and {@code input_cost_per_request}. Not taken: prices of audio, images, seconds,
 * characters, searches, of batches and service tiers ({@code _batches}, {@code _flex}, {@code
 * _priority}), of off-peak hours, of caches kept for an hour. A model that has only such prices has
 * none here, also if its tokens are said to be free: {@code rerank} models are.
 *
 * <p>A name counts for any provider. One that begins with the name of its provider, {@code
 * azure/gpt-4o}, also counts without it for that provider.
 */
final class LiteLlmFormat {
  private static final Pattern ABOVE = Pattern.compile(".+_above_(\\d{1,9})(k?)_tokens");
  private static final Pattern OTHER_PRICE = Pattern.compile(".*_cost_per_(?!token|reasoning).*");

  private final String file;
  private final Amounts amounts;

  private LiteLlmFormat(String file, Problems problems) {
    this.file = file;
    this.amounts = new Amounts(file, problems);
  }

  static List<PriceEntry> read(String file, Entry root, Problems problems) {
    Map<String, Entry> models = root.object();
    if (models == null) {
      problems.add(
          file, root.line(), "the file is " + root.shown() + "; an object of models is needed");
      return List.of();
    }
    LiteLlmFormat format = new LiteLlmFormat(file, problems);
    List<PriceEntry> entries = new ArrayList<>();
    models.forEach(
        (name, model) -> {
          if (!name.equals("sample_spec")) {
            format.read(name, model, entries);
          }
        });
    return entries;
  }

  private void read(String name, Entry model, List<PriceEntry> entries) {
    if (model.object() == null) {
      amounts
          .problems()
          .add(file, model.line(), name + " is " + model.shown() + "; an object is needed");
      return;
    }
    Rates base = rates(model, "", name);
    List<Tariff.Above> steps = new ArrayList<>(suffixed(model, name));
    Rates lowest = tiers(model, name, steps);
    base = base.isEmpty() && lowest != null ? lowest : base;
    if (base.isEmpty() || isPricedOtherwise(model, base)) {
      return;
    }
    Tariff tariff = new Tariff(Tariff.ALWAYS, null, base, OwnEntry.complete(steps, base));
    String folded = PriceTable.folded(name);
    entries.add(new PriceEntry(null, new Match.Equals(folded), tariff, file, model.line()));
    String provider = providerInName(folded, model);
    if (provider != null) {
      Match rest = new Match.Equals(folded.substring(folded.indexOf('/') + 1));
      entries.add(new PriceEntry(provider, rest, tariff, file, model.line()));
    }
  }

  private Rates rates(Entry model, String suffix, String name) {
    return new Rates(
        price(model, "input_cost_per_token" + suffix, name),
        price(model, "cache_read_input_token_cost" + suffix, name),
        price(model, "cache_creation_input_token_cost" + suffix, name),
        price(model, "output_cost_per_token" + suffix, name),
        price(model, "output_cost_per_reasoning_token" + suffix, name),
        amounts.read(model, "input_cost_per_request" + suffix, Unit.PER_REQUEST, name + "."));
  }

  private long price(Entry model, String key, String name) {
    return amounts.read(model, key, Unit.PER_TOKEN, name + ".");
  }

  /** Returns the steps whose thresholds stand in the names of prices. */
  private List<Tariff.Above> suffixed(Entry model, String name) {
    TreeSet<String> suffixes = new TreeSet<>();
    for (String key : model.object().keySet()) {
      if (ABOVE.matcher(key).matches()) {
        suffixes.add(key.substring(key.lastIndexOf("_above_")));
      }
    }
    return suffixes.stream()
        .map(suffix -> new Tariff.Above(threshold(suffix), rates(model, suffix, name)))
        .filter(step -> !step.rates().equals(Rates.NONE))
        .toList();
  }

  private static long threshold(String suffix) {
    Matcher matcher = ABOVE.matcher("x" + suffix);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(suffix);
    }
    return Long.parseLong(matcher.group(1)) * (matcher.group(2).isEmpty() ? 1 : 1000);
  }

  /** Adds the steps of {@code tiered_pricing} and returns the prices of its lowest tier, if any. */
  private @Nullable Rates tiers(Entry model, String name, List<Tariff.Above> steps) {
    Entry tiers = model.get("tiered_pricing");
    Rates lowest = null;
    if (tiers == null || tiers.array() == null) {
      return null;
    }
    for (Entry tier : tiers.array()) {
      Entry range = tier.get("range");
      List<Entry> ends = range == null ? null : range.array();
      if (ends == null || ends.isEmpty() || ends.get(0).number() == null) {
        continue; // tiers by something else than input tokens
      }
      long from = Objects.requireNonNull(ends.get(0).number()).longValue();
      Rates rates = rates(tier, "", name + ".tiered_pricing");
      if (from <= 0) {
        lowest = rates;
      } else if (!rates.equals(Rates.NONE)) {
        steps.add(new Tariff.Above(from, rates));
      }
    }
    return lowest;
  }

  /** Returns whether tokens are free only because something else is not. */
  private static boolean isPricedOtherwise(Entry model, Rates base) {
    boolean free = base.input() <= 0 && base.output() <= 0 && base.request() <= 0;
    return free
        && model.object().entrySet().stream()
            .anyMatch(
                price ->
                    OTHER_PRICE.matcher(price.getKey()).matches()
                        && price.getValue().number() != null
                        && price.getValue().number().signum() > 0);
  }

  private static @Nullable String providerInName(String name, Entry model) {
    Entry provider = model.get("litellm_provider");
    int slash = name.indexOf('/');
    if (slash < 0 || provider == null || provider.text() == null) {
      return null;
    }
    String inName = ProviderNames.folded(name.substring(0, slash));
    return Objects.equals(inName, ProviderNames.folded(provider.text())) ? inName : null;
  }
}
