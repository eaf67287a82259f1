package io.tidemark.pipelines.price;

import io.tidemark.pipelines.document.Entry;
import io.tidemark.pipelines.document.JsonFile;
import io.tidemark.pipelines.document.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the files that a price table is made of, and finds all that is wrong with them. */
final class PriceFiles {
  private static final String LITELLM = "litellm:";
  private static final String GENAI_PRICES = "genai-prices:";

  private final Problems problems = new Problems();
  private final List<PriceEntry> own = new ArrayList<>();
  private final List<List<PriceEntry>> imported = new ArrayList<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final Map<String, String> placesOfAliases = new LinkedHashMap<>();

  private PriceFiles() {}

  static PriceTable read(List<String> specs) {
    PriceFiles files = new PriceFiles();
    specs.forEach(spec -> files.readOne(spec.strip()));
    List<Layer> layers = files.layers();
    files.checkAliases(layers);
    files.problems.throwIfAny("--prices");
    return layers.isEmpty() ? PriceTable.NONE : new PriceTable(layers, files.aliases);
  }

  private void readOne(String spec) {
    if (spec.isEmpty()) {
      problems.add("a file is missing; FILE, litellm:FILE or genai-prices:FILE is needed");
    } else if (spec.startsWith(LITELLM)) {
      readImported(spec.substring(LITELLM.length()), LiteLlmFormat::read);
    } else if (spec.startsWith(GENAI_PRICES)) {
      readImported(spec.substring(GENAI_PRICES.length()), GenaiPricesFormat::read);
    } else {
      readOwn(spec);
    }
  }

  private void readOwn(String file) {
    byte[] bytes = JsonFile.bytes(file, problems);
    if (bytes == null) {
      return;
    }
    OwnFormat read = OwnFormat.parse(file, bytes, problems);
    own.addAll(read.entries());
    read.aliases()
        .forEach(
            (alias, model) -> {
              String other = aliases.putIfAbsent(alias, model);
              if (other != null && !other.equals(model)) {
                problems.add(
                    file
                        + ": alias \""
                        + alias
                        + "\" is \""
                        + model
                        + "\", and \""
                        + other
                        + "\" in "
                        + placesOfAliases.get(alias)
                        + "; one of them is allowed");
              }
              placesOfAliases.putIfAbsent(alias, file);
            });
  }

  /** Reads entries of a file in another format. */
  private interface Format {
    List<PriceEntry> read(String file, Entry root, Problems problems);
  }

  private void readImported(String file, Format format) {
    byte[] bytes = JsonFile.bytes(file, problems);
    Entry root = bytes == null ? null : JsonFile.parse(file, bytes, false, problems);
    if (root == null) {
      return;
    }
    int before = problems.count();
    List<PriceEntry> entries = format.read(file, root, problems);
    if (entries.isEmpty() && problems.count() == before) {
      problems.add(file, 1, "there is no price in it; at least one is needed");
    }
    imported.add(entries);
  }

  private List<Layer> layers() {
    List<Layer> layers = new ArrayList<>();
    if (!own.isEmpty() || !aliases.isEmpty()) {
      layers.add(new Layer(own, problems));
    }
    imported.forEach(entries -> layers.add(new Layer(entries, null)));
    return layers;
  }

  private void checkAliases(List<Layer> layers) {
    aliases.forEach(
        (alias, first) -> {
          String model = PriceTable.resolved(aliases, first);
          String found = placesOfAliases.get(alias) + ": alias \"" + alias + "\" ";
          if (aliases.containsKey(model)) {
            problems.add(found + "leads in a circle; it must lead to a model");
          } else if (problems.count() == 0 && layers.stream().noneMatch(l -> l.prices(model))) {
            problems.add(found + "is \"" + model + "\", which no entry has a price for");
          }
        });
  }
}
