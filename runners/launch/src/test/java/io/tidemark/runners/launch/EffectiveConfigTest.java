package io.tidemark.runners.launch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.tidemark.config.ConfigFiles;
import io.tidemark.runners.launch.EffectiveConfig.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EffectiveConfigTest {
  @TempDir Path directory;

  private EffectiveConfig of(String yaml, String... commandLine) throws IOException {
    Path file = Files.writeString(directory.resolve("a.yaml"), yaml);
    ConfigFiles files =
        ConfigFiles.read(
            yaml.isEmpty() ? List.of() : List.of(file.toString()), JobLeaves.all(), Set.of());
    assertThat(files.faults(), empty());
    return EffectiveConfig.of(files, List.of(commandLine));
  }

  private String line(EffectiveConfig config, String path) {
    Entry entry =
        config.entries().stream().filter(e -> e.leaf().path().equals(path)).findFirst().get();
    return entry.value()
        + " | "
        + entry.from().replace(directory + "/", "")
        + (entry.changed() ? " | changed" : "");
  }

  @Test
  void aValueSaysWhereItComesFrom() throws IOException {
    EffectiveConfig config =
        of("performance:\n  fixedSize: 60s\n  maxDelay: 120s\n", "--healthSize=30s");

    assertThat(line(config, "performance.fixedSize"), is("1m | a.yaml:2 | changed"));
    assertThat("equal to the default", line(config, "performance.maxDelay"), is("2m | a.yaml:3"));
    assertThat(line(config, "health.size"), is("30s | command line | changed"));
    assertThat(line(config, "feedback.sessionGap"), is("30m | default"));
    assertThat(line(config, "kafka.bootstrapServers"), is("not set | default"));
    assertThat(line(config, "flink.maxBundleSize"), is("5000 | default"));
  }

  @Test
  void whatTheProfileDerivesIsShown() throws IOException {
    EffectiveConfig config = of("flink:\n  checkpointingInterval: 10000\n");

    assertThat(line(config, "flink.checkpointingInterval"), is("10s | a.yaml:2 | changed"));
    assertThat(line(config, "flink.minPauseBetweenCheckpoints"), is("10s | profile | changed"));
  }

  @Test
  void aPasswordIsMasked() throws IOException {
    EffectiveConfig config = of("", "--jdbcUrl=jdbc:postgresql://h/d?user=u&password=hush");

    assertThat(
        line(config, "postgres.jdbcUrl"),
        is("jdbc:postgresql://h/d?user=u&password=*** | command line | changed"));
  }

  @Test
  void equalConfigurationsHaveOneHash() throws IOException {
    String hash = of("performance: {fixedSize: 60s}\n").hash();

    assertThat(hash, matchesPattern("[0-9a-f]{8}"));
    assertThat(of("", "--fixedSize=1m").hash(), is(hash));
    assertThat(of("", "--fixedSize=2m").hash(), not(hash));
  }
}
