package io.tidemark.templates;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The images contain the bundle that this version builds. */
class DockerfileTest {

  @ParameterizedTest
  @CsvSource({"kubernetes,flink", "dataflow,dataflow"})
  void theBundleOfThisVersionIsCopied(String template, String runner) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(template, "Dockerfile"));
    String bundle =
        "runners/" + runner + "/target/tidemark-runner-" + runner + "-" + version() + "-bundle.jar";
    assertThat(
        lines.stream()
            .filter(line -> line.startsWith("COPY "))
            .map(line -> line.split(" ")[1])
            .toList(),
        hasItem(bundle));
  }

  /** The version of the parent in this module's own {@code pom.xml}. */
  private static String version() throws IOException {
    Matcher version =
        Pattern.compile("<version>([^<]+)</version>").matcher(Files.readString(Path.of("pom.xml")));
    if (!version.find()) {
      throw new AssertionError("pom.xml names no version");
    }
    return version.group(1);
  }
}
