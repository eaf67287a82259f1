package io.tidemark.runners.launch;

import io.tidemark.config.EditDistance;
import io.tidemark.pipelines.options.DeclaredOption;
import io.tidemark.pipelines.options.Redaction;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * The arguments of a pipeline, {@code --name=value}, checked before Beam parses them, because what
 * Beam says of a wrong one names interfaces and types rather than the option. No message repeats a
 * value that may have a password.
 */
final class Arguments {
  /** So many letters may be wrong in the name of an option that is meant. */
  private static final int NEAR = 4;

  private final Set<String> known = new TreeSet<>();
  private final Set<String> secret;
  private final Runner runner;

  /**
   * @param type the options of the pipeline
   * @param runner whose options are taken, too
   */
  Arguments(Class<? extends PipelineOptions> type, Runner runner) {
    this.runner = runner;
    List<Class<? extends PipelineOptions>> types =
        new ArrayList<>(PipelineOptionsFactory.getRegisteredOptions());
    types.addAll(List.of(type, runner.options(), EmbeddedOptions.class));
    types.forEach(declaring -> known.addAll(properties(declaring)));
    secret =
        DeclaredOption.of(type).stream()
            .filter(DeclaredOption::secret)
            .map(DeclaredOption::name)
            .collect(Collectors.toSet());
  }

  private static Set<String> properties(Class<?> type) {
    Set<String> properties = new TreeSet<>();
    for (Method method : type.getMethods()) {
      if (method.getName().startsWith("set") && method.getParameterCount() == 1) {
        String name = method.getName().substring("set".length());
        properties.add(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1));
      }
    }
    return properties;
  }

  /**
   * Returns what is wrong with the form and the names of arguments: one that is no option, is
   * unknown, has no effect on the runner, or is given more than once.
   */
  List<String> faults(List<String> arguments) {
    List<String> faults = new ArrayList<>();
    Map<String, Integer> times = new LinkedHashMap<>();
    for (String argument : arguments) {
      if (!argument.startsWith("--")) {
        faults.add(
            "'"
                + Redaction.of(argument)
                + "' is no option: allowed are pipeline options as --name=value");
        continue;
      }
      String name = name(argument);
      if (known.contains(name)) {
        withoutEffect(name).ifPresent(faults::add);
        times.merge(name, 1, Integer::sum);
      } else {
        faults.add("there is no option --" + Redaction.of(name) + nearest(name));
      }
    }
    times.forEach(
        (name, count) -> {
          if (count > 1) {
            faults.add("--" + name + " is given " + count + " times: allowed is once");
          }
        });
    return faults;
  }

  /** Beam takes the options of every runner, and what has no effect would be taken for granted. */
  private Optional<String> withoutEffect(String name) {
    for (Runner other : Runner.values()) {
      if (runner.ownOptions().noneMatch(options -> properties(options).contains(name))
          && other.ownOptions().anyMatch(options -> properties(options).contains(name))) {
        return Optional.of(
            "--"
                + name
                + " has no effect with --runner="
                + runner
                + ": it is an option of "
                + other);
      }
    }
    return Optional.empty();
  }

  private static String name(String argument) {
    return argument.substring(2).replaceAll("(?s)=.*", "");
  }

  private String nearest(String name) {
    String nearest =
        known.stream().min(Comparator.comparingInt(option -> distance(name, option))).orElseThrow();
    return distance(name, nearest) <= Math.min(NEAR, (name.length() + 1) / 2)
        ? ": did you mean --" + nearest + "?"
        : "; the nearest is --" + nearest + ", and tidemark run --options lists all";
  }

  /** Whatever the case of their letters. */
  private static int distance(String one, String other) {
    return EditDistance.between(one.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT));
  }

  /** Returns a message with an ellipsis in place of each value that may have a password. */
  String withoutSecrets(String message, List<String> arguments) {
    String masked = message;
    for (String argument : arguments) {
      String value = argument.replaceFirst("(?s)^[^=]*=?", "");
      if (!value.isEmpty() && secret.contains(name("--" + argument.replaceFirst("^--", "")))) {
        masked = masked.replace(value, "…");
      }
    }
    return Redaction.of(masked);
  }
}
