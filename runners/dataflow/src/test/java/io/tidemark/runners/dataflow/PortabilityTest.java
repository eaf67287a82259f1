package io.tidemark.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.tidemark.pinned.GraphOutline;
import io.tidemark.pipelines.TidemarkPipeline;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.runners.dataflow.DataflowRunner;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.apache.beam.sdk.util.construction.graph.PipelineValidator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One pipeline, three runners: in Beam's portable form it is the same, step for step.
 *
 * <p>But for one step. Beam expands the read of a source differently while the graph is built: for
 * Dataflow into a splittable DoFn, for the others into the older unbounded source. So what is
 * inside {@code Read.../Poll} is left out, and what comes out of it is compared.
 */
final class PortabilityTest {

  private static final Pattern INSIDE_THE_READ = Pattern.compile("Read[A-Za-z]+/Poll/.*");

  /** What the Dataflow runner wants to know before a graph is built; the others ignore it. */
  private static final String[] GOOGLE_CLOUD = {
    "--project=test-project",
    "--region=us-central1",
    "--gcpTempLocation=gs://bucket/temp",
    "--credentialFactoryClass=org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory",
    "--pathValidatorClass=org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator"
  };

  @TempDir Path folder;
  private Path history;

  /** Files must exist while the graph is built: a name that matches nothing is a mistake. */
  @BeforeEach
  void writeHistory() throws IOException {
    history = Files.writeString(folder.resolve("history.jsonl"), "{}");
  }

  @Test
  void directFlinkAndDataflowGetOneShape() {
    String direct = shape(DirectRunner.class);
    assertThat(shape(FlinkRunner.class), is(direct));
    assertThat(shape(DataflowRunner.class), is(direct));
    assertThat(direct, containsString("Performance/Window/MaintainSlices"));
  }

  @Test
  void filesAreReadAlikeDownToTheLastStep() {
    String direct = GraphOutline.of(history(DirectRunner.class)).text();
    assertThat(GraphOutline.of(history(FlinkRunner.class)).text(), is(direct));
    assertThat(GraphOutline.of(history(DataflowRunner.class)).text(), is(direct));
    assertThat(direct, not(containsString("KafkaIO")));
  }

  @ParameterizedTest
  @ValueSource(classes = {DirectRunner.class, FlinkRunner.class, DataflowRunner.class})
  void thePortableFormIsValid(Class<? extends PipelineRunner<?>> runner) {
    PipelineValidator.validate(topics(runner));
    PipelineValidator.validate(history(runner));
  }

  private static String shape(Class<? extends PipelineRunner<?>> runner) {
    return GraphOutline.of(topics(runner)).text(name -> !INSIDE_THE_READ.matcher(name).matches());
  }

  private static RunnerApi.Pipeline topics(Class<? extends PipelineRunner<?>> runner) {
    return portable(
        runner, "--bootstrapServers=127.0.0.1:1", "--jdbcUrl=jdbc:postgresql://127.0.0.1:1/x");
  }

  private RunnerApi.Pipeline history(Class<? extends PipelineRunner<?>> runner) {
    return portable(
        runner,
        "--input=" + history,
        "--publishChangelog=false",
        "--jdbcUrl=jdbc:postgresql://127.0.0.1:1/x");
  }

  private static RunnerApi.Pipeline portable(
      Class<? extends PipelineRunner<?>> runner, String... args) {
    PipelineOptionsFactory.register(TidemarkOptions.class);
    TidemarkOptions options =
        PipelineOptionsFactory.fromArgs(
                Stream.concat(Stream.of(args), Stream.of(GOOGLE_CLOUD)).toArray(String[]::new))
            .as(TidemarkOptions.class);
    options.setRunner(runner);
    Pipeline pipeline = TidemarkPipeline.create(options);
    return PipelineTranslation.toProto(pipeline);
  }
}
