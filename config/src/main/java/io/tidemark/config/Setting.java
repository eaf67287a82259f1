package io.tidemark.config;

/**
 * A value that a file gives to a leaf.
 *
 * @param value as the file writes it, the items of a list joined by commas; it is allowed
 * @param file the file, as it was named
 * @param line from 1
 */
public record Setting(Leaf leaf, String value, String file, int line) {

  /** Returns {@code FILE:LINE}. */
  public String place() {
    return file + ":" + line;
  }

  /** Returns {@code --name=value} as the command takes it. */
  public String toArgument() {
    return "--" + leaf.option() + "=" + leaf.values().argument().apply(value);
  }
}
