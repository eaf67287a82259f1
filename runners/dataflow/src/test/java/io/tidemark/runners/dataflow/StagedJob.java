package io.tidemark.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.model.pipeline.v1.RunnerApi;

/**
 * A job as it would be handed to Dataflow, on the local disk: no network, no credentials, no
 * broker.
 *
 * @param job the request to create the job
 * @param pipeline the graph that was staged for it
 */
record StagedJob(JsonNode job, RunnerApi.Pipeline pipeline) {

  /** Runs the main class with what a user would give, and these arguments. */
  static StagedJob in(Path folder, String... more) throws IOException {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        DataflowMain.run(
            arguments(folder, more), new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(err.toString(StandardCharsets.UTF_8), code, is(DataflowMain.SUBMITTED));
    return read(folder);
  }

  /** What {@link #arguments} left in the folder. */
  static StagedJob read(Path folder) throws IOException {
    JsonNode job = new ObjectMapper().readTree(folder.resolve("job.json").toFile());
    return new StagedJob(job, RunnerApi.Pipeline.parseFrom(Files.readAllBytes(graph(folder))));
  }

  /**
   * Ports are those of nobody, so that connecting to a broker or a database would fail the build of
   * the graph.
   */
  static String[] arguments(Path folder, String... more) throws IOException {
    Path staged = Files.writeString(folder.resolve("bundle.jar"), "stands for the bundle");
    return Stream.concat(
            Stream.of(
                "--project=test-project",
                "--region=us-central1",
                "--gcpTempLocation=gs://bucket/temp",
                "--templateLocation=" + folder.resolve("job.json"),
                "--stagingLocation=" + folder.resolve("staging"),
                "--filesToStage=" + staged,
                "--credentialFactoryClass="
                    + "org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory",
                "--pathValidatorClass="
                    + "org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator",
                "--bootstrapServers=127.0.0.1:1",
                "--jdbcUrl=jdbc:postgresql://127.0.0.1:1/tidemark"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private static Path graph(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("staging"))) {
      List<Path> graphs =
          files.filter(file -> file.getFileName().toString().endsWith(".pb")).toList();
      assertThat(graphs, hasSize(1));
      return graphs.get(0);
    }
  }
}
