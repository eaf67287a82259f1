package io.tidemark.query.serve;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.arrayContaining;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tidemark.config.Leaf;
import io.tidemark.pipelines.options.OptionLeaves;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeCommandTest {
  @TempDir Path directory;

  private final StringWriter errors = new StringWriter();

  private int run(String... arguments) {
    return Serve.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
  }

  private ConfiguredArguments configured(String yaml, String... more) throws IOException {
    Path file = Files.writeString(directory.resolve("serve.yaml"), yaml);
    List<String> all = new ArrayList<>(List.of("--config=" + file));
    all.addAll(Arrays.asList(more));
    return ConfiguredArguments.of(Serve.commandLine(), all.toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "--listen=localhost,HOST:PORT",
    "--listen=127.0.0.1:70000,0 to 65535",
    "--hotMaxBytes=1,a whole number and a unit",
    "--hotMaxAge=1,a whole number and a unit",
    "--hotMaxByte=1MB,--hotMaxBytes",
  })
  void aWrongOptionIsAnsweredWithWhatIsAllowed(String argument, String allowed) {
    assertThat(run("--bootstrapServers=localhost:9092", argument), is(2));
    assertThat(errors.toString(), containsString(argument.replaceFirst(".*=", "")));
    assertThat(errors.toString(), containsString(allowed));
  }

  @Test
  void withoutBrokersAndDatabaseThereIsNothingToServe() {
    assertThat(run(), is(2));
    assertThat(errors.toString(), containsString("--bootstrapServers or --jdbcUrl is needed"));
  }

  @Test
  void anAddressOfTheNetworkNeedsTokens() {
    assertThat(run("--bootstrapServers=localhost:1", "--listen=0.0.0.0:0"), is(1));
    assertThat(errors.toString(), containsString("token"));
  }

  @Test
  void aConfigurationFileComesBeforeTheCommandLine() throws IOException {
    ConfiguredArguments arguments =
        configured(
            """
            kafka:
              bootstrapServers: [a:9092, b:9092]
              consumerGroup: for-the-job
            performance:
              topic: requests
              fixedSize: 5m
            serve:
              listen: 127.0.0.1:9000
              hot:
                maxBytes: 2,048 MB
            flink: {checkpointingInterval: 60s}
            """,
            "--listen=127.0.0.1:9001");
    assertThat(arguments.faults(), is(empty()));
    assertThat(
        arguments.arguments(),
        arrayContaining(
            "--bootstrapServers=a:9092,b:9092",
            "--performanceTopic=requests",
            "--hotMaxBytes=2,048 MB",
            "--listen=127.0.0.1:9001"));
  }

  @Test
  void whatIsWrongInAFileIsNamedWithItsLine() throws IOException {
    List<String> faults = configured("serve:\n  listn: 1\n  hot:\n    maxAge: soon\n").faults();
    assertThat(faults, hasSize(2));
    assertThat(faults, hasItem(containsString("serve.yaml:2: ")));
    assertThat(faults, hasItem(containsString("did you mean serve.listen?")));
    assertThat(faults, hasItem(containsString("serve.yaml:4: serve.hot.maxAge is 'soon'")));
  }

  @Test
  void aPasswordInAFileIsRefusedAndNotRepeated() throws IOException {
    String url = "jdbc:postgresql://db/tidemark?user=a&password=hunter2";
    List<String> faults = configured("postgres:\n  jdbcUrl: " + url + "\n").faults();
    assertThat(faults, hasSize(1));
    assertThat(faults.get(0), containsString("postgres.jdbcPasswordFile"));
    assertThat(faults.get(0).contains("hunter2"), is(false));
  }

  /** The job derives the places of its settings from its options; these are a part of them. */
  @Test
  void settingsSharedWithTheJobStandWhereTheJobHasThem() {
    Map<String, String> ofTheJob =
        OptionLeaves.of(TidemarkOptions.class).stream()
            .filter(leaf -> ConfiguredArguments.SHARED.containsKey(leaf.option()))
            .collect(Collectors.toMap(Leaf::option, Leaf::path));
    assertThat(ConfiguredArguments.SHARED, is(ofTheJob));
  }

  /** The deployment for Kubernetes, whose files exist only there. */
  @Test
  void theTemplateForKubernetesHasArgumentsOfThisCommand() throws IOException {
    List<String> arguments = new ArrayList<>();
    try (var documents =
        new ObjectMapper(new YAMLFactory())
            .readerFor(JsonNode.class)
            .<JsonNode>readValues(Path.of("../templates/kubernetes/serve.yaml").toFile())) {
      documents
          .next()
          .at("/spec/template/spec/containers/0/args")
          .forEach(argument -> arguments.add(argument.asText()));
    }
    assertThat(arguments, hasItem("--listen=0.0.0.0:8480"));
    Serve.commandLine().parseArgs(arguments.toArray(String[]::new));
  }
}
