package io.tidemark.pipelines.price;

import io.tidemark.pipelines.document.Problems;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.beam.vendor.guava.v32_1_2_jre.com.google.common.hash.Hashing;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Prices of models by date of effect.
 *
 * <pre>{@code
 * PriceTable prices = PriceTable.read(List.of("prices.json", "litellm:model_prices.json"));
 * Cost cost = prices.price(usage); // null: there is no price
 * }</pre>
 *
 * <p>Files of the own format come first, together; then each imported file, in the order given. In
 * each, prices are looked for by the model that answered, then by the one that was asked; one for
 * exactly this name comes before one for all names that begin with a text, longer texts first, and
 * those before the other rules of genai-prices; then one for this provider before one for any. Of
 * what fits, the first that holds at the event time counts, of several dates of effect the latest.
 * Case does not matter. An alias is replaced by the name it stands for before that.
 *
 * <p>cost = (input − cache read − cache write) · input + cache read · cache_read + cache write ·
 * cache_write + (output − reasoning) · output + reasoning · reasoning + request. A request with
 * more input tokens than a threshold costs the prices above it for all its tokens. A cache without
 * a price of its own costs what input does, and reasoning what output does. A request whose input
 * or output tokens are not known has no price, nor has one that needs a price that is not given:
 * what is free has the price 0.
 *
 * <p>Prices are whole picodollars a token, rounded half to even when they are read: 10^-6 dollars
 * per million tokens. Costs are exact products and sums of these, so their sums are the same in
 * every order.
 *
 * <p>Immutable and safe for many threads. A lookup makes no objects but its result, for names that
 * were looked up lately: up to 4,096 of them are kept. Serialized it is its own format, compressed.
 */
public final class PriceTable implements Serializable {
  private static final long serialVersionUID = 1L;

  /** No prices. */
  public static final PriceTable NONE = new PriceTable(List.of(), Map.of());

  private static final int MOST_ALIASES_IN_A_ROW = 8;

  /** How many names are kept, and in how many places each may be: powers of two. */
  private static final int CACHED = 4096;

  private static final int PLACES = 4;

  private final transient List<Layer> layers;
  private final transient Map<String, String> aliases;
  private final transient String digest;

  /** Races are harmless: what is found is immutable, and found again if it was replaced. */
  private final transient @Nullable Found[] cache = new Found[CACHED];

  /** The prices that fit some names, the best first. */
  private record Found(
      @Nullable String provider,
      @Nullable String answered,
      @Nullable String asked,
      Schedule[] schedules) {

    boolean isFor(Usage usage) {
      return same(answered, usage.responseModel())
          && same(asked, usage.requestedModel())
          && same(provider, usage.provider());
    }

    private static boolean same(@Nullable String a, @Nullable String b) {
      return a == null ? b == null : a.equals(b);
    }
  }

  PriceTable(List<Layer> layers, Map<String, String> aliases) {
    this.layers = List.copyOf(layers);
    this.aliases = Map.copyOf(aliases);
    this.digest = digest(layers, aliases);
  }

  /**
   * Reads prices.
   *
   * @param specs {@code FILE} of the own format, {@code litellm:FILE} of LiteLLM's {@code
   *     model_prices_and_context_window.json}, {@code genai-prices:FILE} of genai-prices' {@code
   *     data.json}; in any file system that Beam knows
   * @throws IllegalArgumentException with all that is wrong: file, line, entry, value and what is
   *     allowed
   */
  public static PriceTable read(List<String> specs) {
    return PriceFiles.read(specs);
  }

  /**
   * Returns the cost at the prices that held at the event time; null if there is none. Cost: for
   * names that were looked up lately about 0.1 µs, otherwise in proportion to the number of prices.
   */
  public @Nullable Cost price(Usage usage) {
    if (!usage.isKnown()) {
      return null;
    }
    Schedule[] schedules = schedules(usage);
    for (int i = 0; i < schedules.length; i++) {
      Tariff tariff = schedules[i].at(usage.timestampMillis());
      if (tariff != null) {
        return tariff.rates(usage.inputTokens()).cost(usage);
      }
    }
    return null;
  }

  /** Returns whether there is no price at all. */
  public boolean isEmpty() {
    return layers.isEmpty();
  }

  /**
   * Returns a text that differs if any price does: {@code 2154 prices, sha256 9f86d081884c7d65};
   * {@code none} if there is no price. How files are laid out, and what else is in them, does not
   * matter.
   */
  public String digest() {
    return digest;
  }

  private Schedule[] schedules(Usage usage) {
    int hash = hash(usage);
    int first = (hash & (CACHED - 1)) & -PLACES;
    for (int place = first; place < first + PLACES; place++) {
      Found found = cache[place];
      if (found != null && found.isFor(usage)) {
        return found.schedules();
      }
    }
    Found found = find(usage);
    int free = first;
    while (free < first + PLACES && cache[free] != null) {
      free++;
    }
    cache[free < first + PLACES ? free : first + (hash >>> 30)] = found;
    return found.schedules();
  }

  private static int hash(Usage usage) {
    int hash = hash(usage.responseModel()) * 31 + hash(usage.requestedModel());
    hash = (hash * 31 + hash(usage.provider())) * 0x9E3779B9;
    return hash ^ hash >>> 16;
  }

  private static int hash(@Nullable String text) {
    return text == null ? 0 : text.hashCode();
  }

  private Found find(Usage usage) {
    String provider = ProviderNames.folded(usage.provider());
    List<Schedule> found = new ArrayList<>();
    for (Layer layer : layers) {
      for (String model : new String[] {usage.responseModel(), usage.requestedModel()}) {
        if (model != null && !model.isBlank()) {
          layer.find(provider, resolved(aliases, folded(model)), found);
        }
      }
    }
    return new Found(
        usage.provider(),
        usage.responseModel(),
        usage.requestedModel(),
        found.toArray(Schedule[]::new));
  }

  /** Returns a name as prices are found by: in lower case, without white space around it. */
  static String folded(String model) {
    return model.strip().toLowerCase(Locale.ROOT);
  }

  /** Returns the name that this one stands for; itself if it is no alias. */
  static String resolved(Map<String, String> aliases, String model) {
    String name = model;
    for (int i = 0; i < MOST_ALIASES_IN_A_ROW && aliases.containsKey(name); i++) {
      name = aliases.get(name);
    }
    return name;
  }

  /** Returns the prices in the own format, a text for each source, the first with the aliases. */
  List<String> texts() {
    return texts(layers, aliases);
  }

  private static List<String> texts(List<Layer> layers, Map<String, String> aliases) {
    List<String> texts = new ArrayList<>();
    for (Layer layer : layers) {
      texts.add(OwnFormat.write(layer.entries(), texts.isEmpty() ? aliases : Map.of()));
    }
    return texts;
  }

  private static String digest(List<Layer> layers, Map<String, String> aliases) {
    if (layers.isEmpty()) {
      return "none";
    }
    int prices = layers.stream().mapToInt(layer -> layer.entries().size()).sum();
    String text = String.join("\n", texts(layers, aliases));
    String sha256 = Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
    return prices + " prices, sha256 " + sha256.substring(0, 16);
  }

  @Override
  public String toString() {
    return "PriceTable(" + digest + ")";
  }

  private Object writeReplace() {
    return StoredPrices.of(texts());
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("a price table is stored as its texts");
  }

  /** Makes a table of {@link #texts}. */
  static PriceTable ofTexts(List<String> texts) {
    Problems problems = new Problems();
    List<Layer> layers = new ArrayList<>();
    Map<String, String> aliases = Map.of();
    for (String text : texts) {
      OwnFormat read = OwnFormat.parse("prices", text.getBytes(StandardCharsets.UTF_8), problems);
      aliases = layers.isEmpty() ? read.aliases() : aliases;
      layers.add(new Layer(read.entries(), null));
    }
    problems.throwIfAny("stored prices");
    return new PriceTable(layers, aliases);
  }
}
