package io.tidemark.changelog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A piece of code with the place where it is printed or run. Two are the same if nothing but white
 * space differs, so that each place may break lines as it needs.
 *
 * @param file the name of the file
 * @param firstLine the number of its first line there
 */
record Example(String file, int firstLine, List<String> lines) {

  /** What looks like an example but is a table. */
  private static final Set<String> NO_CODE = Set.of("Revision.java");

  /**
   * The examples that a user reads: of the public Javadoc, of the README, of the library's page.
   */
  static List<Example> thatArePrinted() throws IOException {
    List<Example> printed = new ArrayList<>();
    try (Stream<Path> sources = Files.walk(Path.of("src/main/java/io/tidemark"))) {
      List<Path> ofTheApi =
          sources
              .filter(path -> path.toString().endsWith(".java"))
              .filter(path -> !path.startsWith("src/main/java/io/tidemark/internal"))
              .filter(path -> !NO_CODE.contains(path.getFileName().toString()))
              .sorted()
              .toList();
      for (Path source : ofTheApi) {
        printed.addAll(ofJavadoc(source));
      }
    }
    printed.addAll(ofJavadoc(Path.of("src/test/java/io/tidemark/testing/ChangelogAssert.java")));
    printed.addAll(between("```java", "```", Path.of("../README.md"), line -> line));
    printed.addAll(between("```java", "```", Path.of("../docs/library.md"), line -> line));
    return printed;
  }

  /** The examples that a test compiles and runs, between {@code // example} and {@code // end}. */
  static List<Example> thatAreRun(Path source) throws IOException {
    return between("// example", "// end", source, line -> line);
  }

  private static List<Example> ofJavadoc(Path source) throws IOException {
    return between("* <pre>{@code", "* }</pre>", source, line -> line.replaceFirst("^ *\\* ?", ""));
  }

  private static List<Example> between(
      String begin, String end, Path path, UnaryOperator<String> text) throws IOException {
    List<Example> examples = new ArrayList<>();
    List<String> file = Files.readAllLines(path);
    List<String> lines = null;
    for (int i = 0; i < file.size(); i++) {
      String line = file.get(i).strip();
      if (line.equals(begin)) {
        lines = new ArrayList<>();
        examples.add(new Example(path.getFileName().toString(), i + 2, lines));
      } else if (line.equals(end)) {
        lines = null;
      } else if (lines != null) {
        lines.add(text.apply(file.get(i)));
      }
    }
    return examples;
  }

  String place() {
    return file + ":" + firstLine;
  }

  /**
   * The first lines that differ from those of the most similar of {@code run}; empty if none do.
   */
  String differenceFromNearest(List<Example> run) {
    Comparator<Example> likeness =
        Comparator.comparingInt(this::common).thenComparingInt(other -> -other.code().length());
    Example nearest = run.stream().max(likeness).orElseThrow();
    int same = common(nearest);
    return same == code().length() && same == nearest.code().length()
        ? ""
        : "printed in " + lineOf(same) + "\nrun in " + nearest.lineOf(same);
  }

  private int common(Example other) {
    String a = code();
    String b = other.code();
    int i = 0;
    while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i;
  }

  /** Without any white space. */
  private String code() {
    return code(String.join("", lines));
  }

  private static String code(String text) {
    return text.replaceAll("\\s", "");
  }

  /** The line that holds this character of {@link #code()}. */
  private String lineOf(int character) {
    int left = character;
    for (int i = 0; i < lines.size(); i++) {
      left -= code(lines.get(i)).length();
      if (left < 0) {
        return file + ":" + (firstLine + i) + ":\n  " + lines.get(i).strip();
      }
    }
    return file + ":" + (firstLine + lines.size()) + ":\n  the end";
  }
}
