package io.tidemark.pipelines.options;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/options.md} is what the options declare. */
class OptionsPageTest {

  private static final String INTRODUCTION =
      """
      # Options

      Every option of the pipeline, as `./tidemark run --NAME=VALUE` takes it and as a parameter of the Dataflow
      template. This page is generated from the declarations in
      [TidemarkOptions](../pipelines/src/main/java/io/tidemark/pipelines/options/TidemarkOptions.java), and a test
      keeps it equal to them.

      - A duration is a whole number and a unit (`ms`, `s`, `m`, `h`, `d`): `250ms`, `90s`, `5m`, `4h`, `90d`.
      - Both ends of a range are allowed. All options are checked before the job starts; one message names every
        option that is wrong, its value and what is allowed, and the exit code is 2.
      - Options of Beam and of the runner, such as `--parallelism`, can be given too;
        `./tidemark run --runner=RUNNER --options` lists them.
      """;

  @Test
  void thePageIsWhatTheOptionsDeclare() throws IOException {
    Path page = Path.of("..", "docs", "options.md");
    String actual = page();
    if (!Files.exists(page) || !Files.readString(page).equals(actual)) {
      Files.writeString(Path.of("target", "options.md"), actual);
      fail(
          "docs/options.md differs from what the options declare. Accept the generated page:\n"
              + "  cp pipelines/target/options.md docs/options.md");
    }
  }

  private static String page() {
    Map<OptionGroup, List<DeclaredOption>> groups =
        DeclaredOption.of(TidemarkOptions.class).stream()
            .collect(
                Collectors.groupingBy(DeclaredOption::group, TreeMap::new, Collectors.toList()));
    StringBuilder page = new StringBuilder(INTRODUCTION);
    groups.forEach(
        (group, options) -> {
          page.append("\n## ").append(group.title()).append("\n\n");
          page.append("| option | allowed | default | what it does |\n| --- | --- | --- | --- |\n");
          options.forEach(option -> page.append(row(option)));
        });
    return page.toString();
  }

  private static String row(DeclaredOption option) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            option.name(),
            option.allowed().words(),
            option.preset() == null ? "not set" : "`" + option.preset() + "`",
            option.description().replaceAll("(--[a-zA-Z.]*[a-zA-Z])", "`$1`"));
  }
}
