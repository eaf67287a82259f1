package io.tidemark.pinned;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A text that is checked in, so that what it says changes on purpose only.
 *
 * @param module whose tests have it among their resources: {@code runners/flink}
 * @param name of the file
 * @param consequence what a change means for a job that runs now
 */
public record Pinned(String module, String name, String consequence) {

  /** Fails with the lines that differ, and says how to accept them. */
  public void check(String actual) throws IOException {
    String expected = read();
    if (!expected.equals(actual)) {
      Path written = Files.writeString(Path.of("target", name), actual);
      fail(
          name
              + " differs; - is gone, + is new:\n"
              + String.join("\n", difference(expected.lines().toList(), actual.lines().toList()))
              + "\n"
              + consequence
              + "\nIf that is meant, say so in the commit and accept it:\n  cp "
              + module
              + "/"
              + written
              + " "
              + module
              + "/src/test/resources/"
              + name);
    }
  }

  /** The text; nothing if there is no such file yet. */
  String read() throws IOException {
    try (InputStream in = Pinned.class.getResourceAsStream("/" + name)) {
      return in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
