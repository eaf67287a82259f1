package io.tidemark.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.pinned.GraphOutline;
import io.tidemark.pinned.Pinned;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.util.construction.graph.PipelineValidator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real pipeline as it is handed to Dataflow, without network, credentials, broker or database.
 */
final class StagedJobTest {
  static final Pinned PINNED =
      new Pinned(
          "runners/dataflow",
          "graph.txt",
          "A running job is updated by matching these names, ids and coders: what is gone loses"
              + " its state.");

  @TempDir static Path folder;
  private static StagedJob job;
  private static GraphOutline graph;

  @BeforeAll
  static void stage() throws IOException {
    job = StagedJob.in(folder);
    graph = GraphOutline.of(job.pipeline());
  }

  @Test
  void stepNamesStatesTimersCodersAndWindowingsAreThosePinned() throws IOException {
    PINNED.check(graph.text());
  }

  @Test
  void theStagedGraphIsValid() {
    PipelineValidator.validate(job.pipeline());
  }

  /** What an update may change must not look like another job. */
  @Test
  void changedSettingsKeepTheGraph(@TempDir Path other) throws IOException {
    StagedJob changed =
        StagedJob.in(
            other,
            "--fixedSize=10m",
            "--slidingSize=30m",
            "--slidingPeriod=2m",
            "--sessionGap=20m",
            "--sessionMaxLength=2h",
            "--performanceAllowedLateness=5m",
            "--performanceEarlyEvery=never",
            "--dimensions=service,model",
            "--relativeError=0.02",
            "--maxRecordBytes=2048",
            "--warningZScore=2",
            "--jdbcUser=writer",
            "--jdbcPasswordFile=sm://projects/p/secrets/s/versions/1",
            "--consumerConfigFile=sm://projects/p/secrets/c/versions/1");
    assertThat(GraphOutline.of(changed.pipeline()).text(), is(graph.text()));
  }

  /** Each of the six topics by itself. */
  @Test
  void exactlyOnceIsStagedWithoutABroker(@TempDir Path other) throws IOException {
    GraphOutline once =
        GraphOutline.of(StagedJob.in(other, "--changelogDelivery=EXACTLY_ONCE").pipeline());
    assertThat(once.functions("/PublishExactlyOnce/Commit/ParMultiDo(Commit)"), hasSize(6));
    assertThat(serialized(once), is(SOURCES));
  }

  @Test
  void noElementAndNoStateIsJavaSerializedButTheSourcesThemselves() {
    assertThat(serialized(graph), is(SOURCES));
  }

  /** Beam's read of a source hands it from step to step: a stream, a number and a count. */
  private static final Set<String> SOURCES = Set.of(SerializableCoder.class.getName());

  private static Set<String> serialized(GraphOutline graph) {
    return graph.coderClasses().stream()
        .filter(name -> name.contains("Serializable"))
        .collect(Collectors.toSet());
  }

  /**
   * A coder without a form in Beam's model is itself a serialized object in the graph, though what
   * it writes is not. Such are ours, by hand, Beam's of lists, and that of a source and its
   * checkpoint mark.
   */
  @Test
  void coderObjectsInTheGraphAreOursOrBeamsOwn() {
    Set<String> foreign =
        graph.javaCoderClasses().stream()
            .filter(name -> !name.startsWith("io.tidemark."))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(
        foreign,
        is(
            Set.of(
                "org.apache.beam.sdk.coders.InstantCoder",
                "org.apache.beam.sdk.coders.ListCoder",
                "org.apache.beam.sdk.coders.SnappyCoder",
                "org.apache.beam.sdk.coders.VoidCoder",
                "org.apache.beam.sdk.values.ValueWithRecordId$ValueWithRecordIdCoder")));
  }

  @Test
  void everyTopicIsReadBySplittableReads() {
    assertThat(
        graph.functions(
            "/Poll/ParDo(UnboundedSourceAsSDFWrapper)/ParMultiDo(UnboundedSourceAsSDFWrapper)"),
        hasSize(3));
  }

  @Test
  void theJobStreamsExactlyOnceOnRunnerV2WithStreamingEngine() {
    assertThat(job.job().path("type").asText(), is("JOB_TYPE_STREAMING"));
    assertThat(job.job().path("name").asText(), is("tidemark"));
    assertThat(
        texts(job.job().path("environment").path("experiments")),
        hasItems("use_runner_v2", "use_portable_job_submission", "enable_streaming_engine"));
    JsonNode options = job.job().path("environment").path("sdkPipelineOptions").path("options");
    assertThat(texts(options.path("dataflowServiceOptions")), is(List.of()));
    assertThat(options.path("maxNumWorkers").asInt(), is(10));
  }

  @Test
  void workersRunJava17WithTheStagedGraph() {
    JsonNode environment = job.job().path("environment");
    String image =
        environment.path("workerPools").path(0).path("workerHarnessContainerImage").asText();
    assertThat(image, containsString("beam_java17_sdk:2.70.0"));
    assertThat(
        environment.path("sdkPipelineOptions").path("options").path("pipelineUrl").asText(),
        containsString(folder.resolve("staging").toString()));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }
}
