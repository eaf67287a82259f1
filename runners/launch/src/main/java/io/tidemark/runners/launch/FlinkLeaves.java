package io.tidemark.runners.launch;

import io.tidemark.config.Leaf;
import io.tidemark.config.Units;
import io.tidemark.config.Values;
import io.tidemark.config.Values.Kind;
import io.tidemark.runners.flink.FlinkProfile;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.display.DisplayData;

/**
 * The leaves of the section {@code flink} that are options of Beam's Flink runner: {@code
 * flinkMaster} is {@code flink.master}, {@code parallelism} is {@code flink.parallelism}. An option
 * in milliseconds takes a duration with a unit, too. The defaults are those of {@link
 * FlinkProfile}.
 */
final class FlinkLeaves {
  /** Options of Beam that every runner has, and a file may give. */
  private static final Set<String> OF_BEAM = Set.of("jobName", "tempLocation", "filesToStage");

  private static final String SECTION = "flink";
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

  private FlinkLeaves() {}

  static List<Leaf> all() {
    Map<String, String> presets = values(PipelineOptionsFactory.as(FlinkPipelineOptions.class));
    List<Leaf> leaves = new ArrayList<>();
    OptionsHelp.listed(FlinkPipelineOptions.class)
        .forEach(
            (name, getter) -> {
              if (isTaken(name, getter)) {
                leaves.add(
                    new Leaf(
                        path(name),
                        name,
                        OptionsHelp.summary(getter),
                        values(getter),
                        presets.get(name)));
              }
            });
    return leaves;
  }

  /**
   * Returns the value of each option under the profile, written in one way; none of one that has no
   * value, or whose value Beam computes.
   *
   * @param options what was given; the profile is applied to them
   */
  static Map<String, String> values(FlinkPipelineOptions options) {
    FlinkProfile.applyDefaults(options);
    Set<String> set =
        DisplayData.from(options).items().stream()
            .map(DisplayData.Item::getKey)
            .collect(Collectors.toSet());
    Map<String, String> values = new TreeMap<>();
    OptionsHelp.listed(FlinkPipelineOptions.class)
        .forEach(
            (name, getter) -> {
              if (isTaken(name, getter)) {
                (set.contains(name)
                        ? OptionsHelp.current(getter, options)
                        : OptionsHelp.value(getter, options))
                    .ifPresent(value -> values.put(name, values(getter).normal().apply(value)));
              }
            });
    return values;
  }

  private static boolean isTaken(String name, Method getter) {
    return OF_BEAM.contains(name)
        || getter.getDeclaringClass().getPackage().equals(FlinkPipelineOptions.class.getPackage());
  }

  private static String path(String name) {
    String key =
        name.startsWith(SECTION)
            ? Character.toLowerCase(name.charAt(SECTION.length()))
                + name.substring(SECTION.length() + 1)
            : name;
    return SECTION + "." + key;
  }

  private static Values values(Method getter) {
    Class<?> type = getter.getReturnType();
    if (type == boolean.class || type == Boolean.class) {
      return of(Kind.BOOLEAN, "true or false", "(true|false)");
    }
    if (type == List.class) {
      return of(Kind.LIST, "texts, several separated by commas", ".*\\S.*");
    }
    if (!Number.class.isAssignableFrom(type) && type != int.class && type != long.class) {
      return of(Kind.TEXT, "a text", ".*\\S.*");
    }
    return getter.getAnnotation(Description.class).value().contains("milliseconds")
        ? millis()
        : of(Kind.WHOLE, "a whole number", "-?[0-9]{1,18}");
  }

  private static Values millis() {
    return new Values(
        Kind.MILLIS,
        "a duration such as 30s, or a number of milliseconds",
        "([0-9]{1,12}(ms|s|m|h|d)|-?[0-9]{1,18})",
        List.of(),
        text ->
            Units.millis(text).isPresent() || WHOLE.matcher(text).matches()
                ? Optional.empty()
                : Optional.of(
                    "it must be a duration such as 30s, or a number of milliseconds; a duration is "
                        + Units.DURATION),
        text -> {
          String argument = argument(text);
          return WHOLE.matcher(argument).matches() && Long.parseLong(argument) > 0
              ? Units.duration(Long.parseLong(argument))
              : argument;
        },
        FlinkLeaves::argument,
        false);
  }

  private static String argument(String text) {
    OptionalLong millis = Units.millis(text);
    return millis.isPresent() ? Long.toString(millis.getAsLong()) : text;
  }

  private static Values of(Kind kind, String words, String pattern) {
    Pattern form = Pattern.compile(pattern);
    return new Values(
        kind,
        words,
        pattern,
        List.of(),
        text ->
            form.matcher(text).matches() ? Optional.empty() : Optional.of("it must be " + words),
        UnaryOperator.identity(),
        UnaryOperator.identity(),
        false);
  }
}
