package io.tidemark.pipelines.options;

import java.util.List;
import java.util.Locale;

/**
 * The sections of a configuration file, in their order. Where an option stands follows from its
 * name: {@code performanceAllowedLateness} is {@code performance.allowedLateness}, {@code jdbcUrl}
 * is {@code postgres.jdbcUrl}. An option whose name says nothing is in the section of its group.
 */
enum ConfigSection {
  KAFKA(List.of()),
  POSTGRES(List.of("jdbc", "replaceRows")),
  PERFORMANCE(List.of("fixed", "relativeError")),
  ANOMALY(List.of("sliding", "critical", "warning")),
  FEEDBACK(List.of("session")),
  HEALTH(List.of()),
  HISTORY(List.of("sketches")),
  FLINK(List.of());

  /** How names of its options begin that do not begin with its own. */
  private final List<String> words;

  ConfigSection(List<String> words) {
    this.words = words;
  }

  /** Returns where an option stands in a file. */
  static String path(String option, OptionGroup group) {
    for (ConfigSection section : values()) {
      String own = section.toString();
      if (option.equals(own)) {
        return own + ".mode";
      }
      if (begins(option, own)) {
        return own
            + "."
            + Character.toLowerCase(option.charAt(own.length()))
            + option.substring(own.length() + 1);
      }
    }
    for (ConfigSection section : values()) {
      if (section.words.stream().anyMatch(word -> option.equals(word) || begins(option, word))) {
        return section + "." + option;
      }
    }
    return of(group) + "." + option;
  }

  private static boolean begins(String option, String word) {
    return option.length() > word.length()
        && option.startsWith(word)
        && Character.isUpperCase(option.charAt(word.length()));
  }

  private static ConfigSection of(OptionGroup group) {
    return switch (group) {
      case SOURCE, TARGET -> KAFKA;
      case WINDOWS, FIRINGS -> PERFORMANCE;
      case ANOMALIES -> ANOMALY;
      case STATE, RUNNER -> FLINK;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
