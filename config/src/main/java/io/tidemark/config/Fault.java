package io.tidemark.config;

/**
 * What is wrong in a file.
 *
 * @param line from 1; 0 for the file as a whole
 * @param text goes on from {@code FILE:LINE: }; it never has a secret
 */
record Fault(String file, int line, String text) {
  @Override
  public String toString() {
    return file + (line == 0 ? "" : ":" + line) + ": " + text;
  }
}
