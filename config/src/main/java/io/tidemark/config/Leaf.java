package io.tidemark.config;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One setting of a configuration file, which is exactly one option of a command.
 *
 * @param path where it stands, sections first: {@code performance.allowedLateness}
 * @param option the option without its dashes: {@code performanceAllowedLateness}
 * @param description whole sentences; the values and the default are not in them
 * @param preset the value that holds where none is given; null if there is none
 */
public record Leaf(
    String path, String option, String description, Values values, @Nullable String preset) {

  /** Returns the sections that it is in: {@code serve.hot} of {@code serve.hot.maxBytes}. */
  public String section() {
    return path.substring(0, path.lastIndexOf('.'));
  }

  /** Returns its name in its section: {@code maxBytes} of {@code serve.hot.maxBytes}. */
  public String key() {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
