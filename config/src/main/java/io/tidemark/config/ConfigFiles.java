package io.tidemark.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Configuration files as arguments of a command. A later file wins over an earlier one, and the
 * command line wins over all.
 *
 * <pre>{@code
 * ConfigFiles files = ConfigFiles.read(List.of("prod.yaml"), leaves, Set.of());
 * if (!files.faults().isEmpty()) { … }                    // prod.yaml:14: performance.fixedSize is '5 min': …
 * files.arguments(Set.of("fixedSize"), List.of("--x=1")); // [--fixedSize=5m, --x=1]
 * }</pre>
 *
 * <p>Cost: each file is read once, into memory.
 */
public final class ConfigFiles {
  /**
   * A line of a message that is about an option: {@code --name=value: }, or {@code --name is …}.
   */
  private static final Pattern ABOUT =
      Pattern.compile("(?m)^(\\s*)--([a-zA-Z]+)(?:=([^\\n]*?)(?=: )|(?=[ :]))");

  /** An option with its value further on in a line. */
  private static final Pattern BESIDE = Pattern.compile("(?<=\\S )--([a-zA-Z]+)=[^\\s,;]+");

  private final Leaves leaves;
  private final Map<String, Setting> byOption = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();

  private ConfigFiles(Leaves leaves) {
    this.leaves = leaves;
  }

  /**
   * Reads files.
   *
   * @param files their paths, the later over the earlier
   * @param leaves what may stand in them
   * @param ignored sections that are left to others, whatever is in them; of {@code kafka.*} only
   *     what is not known here
   */
  public static ConfigFiles read(List<String> files, Leaves leaves, Set<String> ignored) {
    ConfigFiles read = new ConfigFiles(leaves);
    for (String file : files) {
      FileSettings settings = FileSettings.read(file, leaves, ignored);
      settings.settings().forEach(setting -> read.byOption.put(setting.leaf().option(), setting));
      settings.faults().forEach(fault -> read.faults.add(fault.toString()));
    }
    return read;
  }

  /** Returns what is wrong: file, line, name, value and what is allowed. No text has a secret. */
  public List<String> faults() {
    return List.copyOf(faults);
  }

  /** Returns what the files give an option, without its dashes; empty after a fault. */
  public Optional<Setting> of(String option) {
    return Optional.ofNullable(byOption.get(option));
  }

  /** Returns what the files set, each option once. */
  public Collection<Setting> settings() {
    return List.copyOf(byOption.values());
  }

  /**
   * Returns the settings of the files as arguments, and then the command line, on which a duration
   * has a unit where a file's may have one. A setting whose option the command line gives is left
   * out.
   *
   * @param options the names of the options that the command takes; others are left out
   */
  public List<String> arguments(Set<String> options, List<String> commandLine) {
    List<String> arguments = new ArrayList<>();
    for (Setting setting : byOption.values()) {
      String option = setting.leaf().option();
      if (options.contains(option) && !isGiven(option, commandLine)) {
        arguments.add(setting.toArgument());
      }
    }
    commandLine.forEach(argument -> arguments.add(taken(argument)));
    return arguments;
  }

  private String taken(String argument) {
    int equals = argument.indexOf('=');
    return equals < 0 || !argument.startsWith("--")
        ? argument
        : leaves
            .ofOption(argument.substring(2, equals))
            .map(leaf -> leaf.values().argument().apply(argument.substring(equals + 1)))
            .map(value -> argument.substring(0, equals + 1) + value)
            .orElse(argument);
  }

  /** Returns whether the command line gives an option. */
  public static boolean isGiven(String option, List<String> commandLine) {
    return commandLine.stream()
        .anyMatch(given -> given.equals("--" + option) || given.startsWith("--" + option + "="));
  }

  /**
   * Returns a message with the places of what files have given: file, line and path stand for the
   * name of an option that a line begins with, and the place follows an option further on in it.
   */
  public String placed(String message, List<String> commandLine) {
    String beside =
        BESIDE
            .matcher(message)
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        found.group()
                            + standing(found.group(1), commandLine)
                                .map(setting -> " (" + setting.place() + ")")
                                .orElse("")));
    return ABOUT
        .matcher(beside)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    standing(found.group(2), commandLine)
                        .map(setting -> found.group(1) + about(setting, found.group(3)))
                        .orElse(found.group())));
  }

  private static String about(Setting setting, @Nullable String value) {
    return setting.place()
        + ": "
        + setting.leaf().path()
        + (value == null ? "" : " is '" + value + "'");
  }

  /** What a file gives an option that the command line does not give. */
  private Optional<Setting> standing(String option, List<String> commandLine) {
    return of(option).filter(setting -> !isGiven(option, commandLine));
  }
}
