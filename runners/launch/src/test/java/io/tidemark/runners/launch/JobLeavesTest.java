package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.fail;

import io.tidemark.config.Leaf;
import io.tidemark.pipelines.options.DeclaredOption;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobLeavesTest {
  private static final Path PINNED = Path.of("src", "test", "resources", "leaves.txt");

  /** A leaf that moves breaks the files of users: it is a change to be said. */
  @Test
  void everyOptionHasOneLeafWhichDoesNotMove() throws IOException {
    String leaves =
        JobLeaves.all().all().stream()
            .map(leaf -> leaf.path() + " --" + leaf.option() + "\n")
            .collect(Collectors.joining());
    if (!Files.readString(PINNED).equals(leaves)) {
      Files.writeString(Path.of("target", "leaves.txt"), leaves);
      fail(
          "leaves of configuration files have changed. New ones are accepted by\n"
              + "  cp runners/launch/target/leaves.txt runners/launch/src/test/resources/");
    }
  }

  @Test
  void everyOptionOfThePipelineIsALeaf() {
    Set<String> options = JobLeaves.options(Runner.DIRECT);

    assertThat(
        options,
        is(
            DeclaredOption.of(TidemarkOptions.class).stream()
                .map(DeclaredOption::name)
                .collect(Collectors.toSet())));
    assertThat(JobLeaves.options(Runner.FLINK).containsAll(options), is(true));
  }

  @Test
  void everyOptionOfFlinkIsALeafButThatOfTheRunner() {
    Set<String> ofFlink = Set.copyOf(FlinkLeaves.all().stream().map(Leaf::option).toList());

    assertThat(
        OptionsHelp.listed(FlinkPipelineOptions.class).entrySet().stream()
            .filter(
                option ->
                    option.getValue().getDeclaringClass().getName().contains(".runners.flink."))
            .map(option -> option.getKey())
            .toList(),
        everyItem(in(ofFlink)));
    assertThat(ofFlink, not(hasItem("runner")));
    assertThat(ofFlink, not(hasItem("gbek")));
  }

  @ParameterizedTest
  @CsvSource({
    "performance.allowedLateness, performanceAllowedLateness",
    "performance.fixedSize, fixedSize",
    "anomaly.slidingSize, slidingSize",
    "feedback.sessionGap, sessionGap",
    "health.size, healthSize",
    "kafka.bootstrapServers, bootstrapServers",
    "postgres.jdbcUrl, jdbcUrl",
    "history.retention, maxAge",
    "serve.hot.maxBytes, hotMaxBytes",
    "flink.checkpointingInterval, checkpointingInterval",
    "flink.master, flinkMaster",
    "flink.stateDir, stateDir",
  })
  void aNameSaysWhereItStands(String path, String option) {
    assertThat(JobLeaves.all().ofOption(option).orElseThrow().path(), is(path));
  }

  @Test
  void everyDefaultIsAllowedAndWrittenInOneWay() {
    for (Leaf leaf : JobLeaves.all().all()) {
      if (leaf.preset() != null) {
        assertThat(
            leaf.path() + " " + leaf.preset(),
            leaf.values().refusal().apply(leaf.preset()).isEmpty(),
            is(true));
        String normal = leaf.values().normal().apply(leaf.preset());
        assertThat(leaf.path(), leaf.values().normal().apply(normal), is(normal));
      }
    }
  }

  @Test
  void everyLeafIsDescribed() {
    List<String> without =
        JobLeaves.all().all().stream()
            .filter(leaf -> !leaf.description().endsWith("."))
            .map(Leaf::path)
            .toList();

    assertThat(without, is(List.of()));
  }
}
