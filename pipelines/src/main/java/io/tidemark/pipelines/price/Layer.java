package io.tidemark.pipelines.price;

import io.tidemark.pipelines.document.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The prices of one source, found by model and provider. Of several that fit a name, one for that
 * name comes first; then those for names that begin with a text, longer texts first; then all
 * others, in the order of the file. Those for the provider come before those for any.
 */
final class Layer {

  /** What finds prices. */
  private record Key(@Nullable String provider, Match match) {}

  private final List<PriceEntry> entries;
  private final Map<Key, Schedule> exact = new HashMap<>();
  private final Map<Key, Schedule> prefixes = new LinkedHashMap<>();
  private final Map<Key, Schedule> others = new LinkedHashMap<>();
  private final List<Map.Entry<Key, Schedule>> byLength;

  /**
   * Creates a layer.
   *
   * @param problems is told of entries that are for the same models, provider, date and hours as an
   *     earlier one; null if the earlier one counts then
   */
  Layer(List<PriceEntry> entries, @Nullable Problems problems) {
    this.entries = List.copyOf(entries);
    Map<Object, PriceEntry> first = new HashMap<>();
    for (PriceEntry entry : entries) {
      add(entry, entry.match(), first, problems);
    }
    byLength = new ArrayList<>(prefixes.entrySet());
    byLength.sort(Comparator.comparingInt(Layer::length).reversed());
  }

  private void add(
      PriceEntry entry, Match match, Map<Object, PriceEntry> first, @Nullable Problems problems) {
    if (match instanceof Match.AnyOf any) {
      any.parts().forEach(part -> add(entry, part, first, problems));
      return;
    }
    Key key = new Key(entry.provider(), match);
    Map<Key, Schedule> schedules =
        match instanceof Match.Equals
            ? exact
            : match instanceof Match.StartsWith ? prefixes : others;
    boolean added = schedules.computeIfAbsent(key, any -> new Schedule()).add(entry.tariff());
    PriceEntry earlier = first.putIfAbsent(List.of(key, time(entry.tariff())), entry);
    if (!added && problems != null && earlier != null) {
      problems.add(
          entry.file(),
          entry.line(),
          "these prices are for the model, provider and date of those at "
              + earlier.file()
              + ":"
              + earlier.line()
              + "; one of them is allowed");
    }
  }

  private static Object time(Tariff tariff) {
    return tariff.fromMillis() + "/" + tariff.hours();
  }

  private static int length(Map.Entry<Key, Schedule> prefix) {
    return ((Match.StartsWith) prefix.getKey().match()).text().length();
  }

  /** The prices in the order in which they were read. */
  List<PriceEntry> entries() {
    return entries;
  }

  /**
   * Adds the prices that fit, the best first.
   *
   * @param provider folded; null if not known
   * @param model in lower case
   */
  void find(@Nullable String provider, String model, List<Schedule> found) {
    Match.Equals name = new Match.Equals(model);
    if (provider != null) {
      addIfPresent(exact.get(new Key(provider, name)), found);
    }
    addIfPresent(exact.get(new Key(null, name)), found);
    findPrefixes(provider, model, found);
    if (provider != null) {
      findOthers(provider, model, found);
    }
    findOthers(null, model, found);
  }

  private void findPrefixes(@Nullable String provider, String model, List<Schedule> found) {
    int length = -1;
    int firstOfLength = 0;
    for (Map.Entry<Key, Schedule> prefix : byLength) {
      Key key = prefix.getKey();
      if (!key.match().matches(model)) {
        continue;
      }
      if (length(prefix) != length) {
        length = length(prefix);
        firstOfLength = found.size();
      }
      if (key.provider() == null) {
        found.add(prefix.getValue());
      } else if (key.provider().equals(provider)) {
        found.add(firstOfLength, prefix.getValue());
      }
    }
  }

  private void findOthers(@Nullable String provider, String model, List<Schedule> found) {
    others.forEach(
        (key, schedule) -> {
          boolean fits =
              provider == null ? key.provider() == null : provider.equals(key.provider());
          if (fits && key.match().matches(model)) {
            found.add(schedule);
          }
        });
  }

  private static void addIfPresent(@Nullable Schedule schedule, List<Schedule> found) {
    if (schedule != null) {
      found.add(schedule);
    }
  }

  /** Returns whether any prices, of any provider and date, are for this model, in lower case. */
  boolean prices(String model) {
    return entries.stream().anyMatch(entry -> entry.match().matches(model));
  }
}
