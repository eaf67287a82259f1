package io.tidemark.pipelines.price;

import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.JsonFile;
import io.tidemark.pipelines.document.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Prices in the own format. All but {@code currency} and one price of an entry may be left out:
 *
 * <pre>{@code
 * {"currency": "USD",
 *  "prices": [
 *    {"provider": "openai", "model": "gpt-5.6-terra*", "from": "2026-07-30",
 *     "input": 2, "cache_read": 0.2, "cache_write": 2.5, "output": 10, "reasoning": 10, "request": 0,
 *     "above": {"input_tokens": 272000, "input": 4, "output": 20}},
 *    {"model": "deepseek-chat", "hours": "16:30-00:30", "input": 0.135, "output": 0.55}],
 *  "aliases": {"my-deployment": "gpt-4o"}}
 * }</pre>
 *
 * <p>Prices are US dollars per million tokens, {@code request} is US dollars. {@code from} is a
 * date, which begins at 00:00 UTC, or a time of RFC 3339; {@code hours} are a part of every day in
 * UTC. {@code above}, or several in an array, holds for requests with more input tokens; what it
 * does not name is as below it, see {@link Rates#above}. In place of {@code model} may stand {@code
 * match}, a condition as genai-prices has it: {@code {"or": [{"starts_with": "a"}, {"contains":
 * "b"}]}}. {@code comment} is allowed everywhere.
 *
 * @param entries in the order of the file
 * @param aliases names by the names that they stand for, in lower case
 */
record OwnFormat(List<PriceEntry> entries, Map<String, String> aliases) {
  private static final Set<String> ROOT =
      Set.of("currency", "prices", "aliases", "comment", "$schema");

  /** Reads a file; what is wrong with it is added to the problems, and left out. */
  static OwnFormat parse(String file, byte[] json, Problems problems) {
    Entry root = JsonFile.parse(file, json, true, problems);
    if (root == null) {
      return new OwnFormat(List.of(), Map.of());
    }
    if (root.object() == null) {
      problems.add(
          file,
          root.line(),
          "the file is " + root.shown() + "; an object with currency and prices is needed");
      return new OwnFormat(List.of(), Map.of());
    }
    OwnEntry.checkNames(root, ROOT, "", file, problems);
    checkCurrency(root, file, problems);
    return new OwnFormat(prices(root, file, problems), aliases(root, file, problems));
  }

  private static void checkCurrency(Entry root, String file, Problems problems) {
    Entry currency = root.get("currency");
    if (currency == null) {
      problems.add(file, root.line(), "currency is missing; \"USD\" is needed");
    } else if (!"USD".equals(currency.text())) {
      problems.add(
          file, currency.line(), "currency is " + currency.shown() + "; allowed is \"USD\"");
    }
  }

  private static List<PriceEntry> prices(Entry root, String file, Problems problems) {
    Entry prices = root.get("prices");
    List<PriceEntry> entries = new ArrayList<>();
    if (prices == null || prices.array() == null) {
      problems.add(
          file,
          prices == null ? root.line() : prices.line(),
          "prices "
              + (prices == null ? "is missing" : "is " + prices.shown())
              + "; an array is needed");
      return entries;
    }
    int number = 0;
    for (Entry entry : prices.array()) {
      PriceEntry price = new OwnEntry(file, entry, "prices[" + number++ + "]", problems).read();
      if (price != null) {
        entries.add(price);
      }
    }
    return entries;
  }

  private static Map<String, String> aliases(Entry root, String file, Problems problems) {
    Map<String, String> aliases = new LinkedHashMap<>();
    Entry given = root.get("aliases");
    if (given == null) {
      return aliases;
    }
    if (given.object() == null) {
      problems.add(
          file, given.line(), "aliases is " + given.shown() + "; an object of names is needed");
      return aliases;
    }
    given.object().forEach((alias, model) -> addAlias(alias, model, aliases, file, problems));
    return aliases;
  }

  private static void addAlias(
      String alias, Entry model, Map<String, String> aliases, String file, Problems problems) {
    String name = model.text();
    if (name == null || name.isBlank() || name.endsWith("*")) {
      problems.add(
          file,
          model.line(),
          "aliases."
              + alias
              + " is "
              + model.shown()
              + "; the name of a model, without *, is needed");
    } else {
      aliases.put(PriceTable.folded(alias), PriceTable.folded(name));
    }
  }

  /** Returns these prices as a text of this format, the same text for the same prices. */
  static String write(List<PriceEntry> entries, Map<String, String> aliases) {
    return OwnWriter.write(entries, aliases);
  }
}
