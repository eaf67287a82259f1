package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import io.tidemark.config.ConfigFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two files that ship, figure by figure. */
class SampleConfigTest {
  private static final Path SAMPLES = Path.of("..", "..", "templates", "config");

  private static ConfigFiles read(String name) {
    return ConfigFiles.read(List.of(SAMPLES.resolve(name).toString()), JobLeaves.all(), Set.of());
  }

  private static Map<String, String> values(String name) {
    return EffectiveConfig.of(read(name), List.of()).entries().stream()
        .collect(
            Collectors.toMap(
                entry -> entry.leaf().path(),
                EffectiveConfig.Entry::value,
                (one, other) -> one,
                TreeMap::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev.yaml", "prod.yaml"})
  void theFileIsAllowedAndEachOfItsLines(String name) throws IOException {
    ConfigFiles files = read(name);

    assertThat(files.faults(), empty());
    MainJob.launcher()
        .check(Runner.FLINK, files.arguments(JobLeaves.options(Runner.FLINK), List.of()));
    MainJob.launcher()
        .check(Runner.DIRECT, files.arguments(JobLeaves.options(Runner.DIRECT), List.of()));
    assertThat(
        Files.readString(SAMPLES.resolve(name)),
        startsWith("# yaml-language-server: $schema=tidemark.schema.json\n"));
  }

  /** What is commented out is allowed, too: a reader takes the mark away and has it. */
  @ParameterizedTest
  @ValueSource(strings = {"dev.yaml", "prod.yaml"})
  void whatIsCommentedOutIsAllowed(String name) throws IOException {
    Path all = Files.createTempFile("all", ".yaml");
    Files.writeString(
        all,
        Files.readString(SAMPLES.resolve(name)).replaceAll("(?m)^( +)# ([a-zA-Z]+: )", "$1$2"));
    try {
      assertThat(
          ConfigFiles.read(List.of(all.toString()), JobLeaves.all(), Set.of()).faults(), empty());
    } finally {
      Files.delete(all);
    }
  }

  @Test
  void theFileForDevelopmentHasItsFigures() {
    Map<String, String> dev = values("dev.yaml");

    assertThat(dev.get("performance.fixedSize"), is("1m"));
    assertThat(dev.get("performance.allowedLateness"), is("10s"));
    assertThat(dev.get("performance.maxDelay"), is("5s"));
    assertThat(dev.get("anomaly.allowedLateness"), is("10s"));
    assertThat(dev.get("feedback.allowedLateness"), is("10s"));
    assertThat(dev.get("feedback.maxDelay"), is("5s"));
    assertThat(dev.get("health.size"), is("1m"));
    assertThat(dev.get("health.allowedLateness"), is("10s"));
    assertThat(dev.get("health.maxDelay"), is("5s"));
    assertThat(dev.get("serve.hot.maxBytes"), is("256 MB"));
    assertThat(dev.get("serve.warm.path"), is("none"));
    assertThat(dev.get("flink.checkpointingInterval"), is("30s"));
  }

  @Test
  void theFileForProductionHasItsFigures() {
    Map<String, String> prod = values("prod.yaml");

    assertThat(prod.get("performance.fixedSize"), is("5m"));
    assertThat(prod.get("performance.allowedLateness"), is("2m"));
    assertThat(prod.get("performance.maxDelay"), is("2m"));
    assertThat(prod.get("performance.idleTimeout"), is("5m"));
    assertThat(prod.get("serve.hot.maxBytes"), is("2 GB"));
    assertThat(prod.get("serve.warm.maxBytes"), is("4 GB"));
    assertThat(prod.get("serve.cold.maxAge"), is("90d"));
    assertThat(prod.get("history.retention"), is("90d"));
    assertThat(prod.get("flink.checkpointingInterval"), is("1m"));
  }
}
