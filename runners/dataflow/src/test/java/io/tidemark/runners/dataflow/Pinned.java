package io.tidemark.runners.dataflow;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares a text with one that is checked in, so that it changes on purpose only. */
final class Pinned {

  private Pinned() {}

  /** Fails with the lines that differ, and says how to accept them. */
  static void check(String name, String actual) throws IOException {
    String expected;
    try (InputStream in = Pinned.class.getResourceAsStream("/" + name)) {
      expected = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (!expected.equals(actual)) {
      Path written = Files.writeString(Path.of("target", name), actual);
      fail(
          name
              + " differs; - is gone, + is new:\n"
              + String.join("\n", difference(expected.lines().toList(), actual.lines().toList()))
              + "\nA running job is updated by matching these names, ids and coders: what is gone"
              + " loses its state.\nIf that is meant, say so in the commit and accept it:\n"
              + "  cp runners/dataflow/"
              + written
              + " runners/dataflow/src/test/resources/"
              + name);
    }
  }

  /**
   * Lines of either text that are not in the other, each under its step: the line without an indent
   * that it belongs to.
   */
  static List<String> difference(List<String> expected, List<String> actual) {
    List<String> before = underSteps(expected);
    List<String> after = underSteps(actual);
    List<String> lines = new ArrayList<>();
    before.stream().filter(line -> !after.contains(line)).forEach(line -> lines.add("- " + line));
    after.stream().filter(line -> !before.contains(line)).forEach(line -> lines.add("+ " + line));
    return lines;
  }

  private static List<String> underSteps(List<String> lines) {
    List<String> named = new ArrayList<>();
    String step = "";
    for (String line : lines) {
      step = line.startsWith(" ") ? step : line;
      named.add(line.startsWith(" ") ? step + line : line);
    }
    return named;
  }
}
