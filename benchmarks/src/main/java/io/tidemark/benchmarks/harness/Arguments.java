package io.tidemark.benchmarks.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options given as {@code --name=value}, and bare words between them. */
final class Arguments {

  private Arguments() {}

  /** The defaults, overridden by the options among the arguments; the words go to the list. */
  static Map<String, String> parse(
      String[] arguments, Map<String, String> defaults, List<String> words) {
    Map<String, String> options = new LinkedHashMap<>(defaults);
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (!argument.startsWith("--")) {
        words.add(argument);
      } else if (equals > 0 && options.containsKey(argument.substring(2, equals))) {
        options.put(argument.substring(2, equals), argument.substring(equals + 1));
      } else {
        throw new IllegalArgumentException(
            argument + " is no option; allowed are --name=value of " + options.keySet());
      }
    }
    return options;
  }
}
