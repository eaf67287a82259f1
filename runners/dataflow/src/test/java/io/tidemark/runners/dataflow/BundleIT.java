package io.tidemark.runners.dataflow;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;

import io.tidemark.pinned.GraphOutline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundle alone, in a process of its own, as a template's launcher starts it. */
final class BundleIT {

  private static final Path BUNDLE = Path.of(System.getProperty("tidemark.bundle"));

  @TempDir Path folder;

  /** It is uploaded at each launch, and loaded by each worker. */
  @Test
  void isLean() throws IOException {
    assertThat(Files.size(BUNDLE), lessThan(90_000_000L));
  }

  @Test
  void stagesTheGraphThatIsPinned() throws IOException, InterruptedException {
    run(StagedJob.arguments(folder));
    StagedJobTest.PINNED.check(GraphOutline.of(StagedJob.read(folder).pipeline()).text());
  }

  /** What was left out of the bundle is needed neither to read, nor to upload, nor to submit. */
  @Test
  void submitsOverHttpAlone() throws IOException, InterruptedException {
    try (FakeGoogleCloud cloud = FakeGoogleCloud.start()) {
      cloud.put("given.jar", new byte[] {1, 2, 3});
      run(
          "--project=test-project",
          "--region=us-central1",
          "--gcpTempLocation=gs://bucket/temp",
          "--stagingLocation=gs://bucket/staging",
          "--filesToStage=gs://bucket/given.jar",
          "--gcsEndpoint=" + cloud.url(),
          "--apiRootUrl=" + cloud.url(),
          "--credentialFactoryClass=org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory",
          "--bootstrapServers=127.0.0.1:1",
          "--jdbcUrl=jdbc:postgresql://127.0.0.1:1/tidemark");
      assertThat(
          cloud.jobs().keySet(),
          is(Set.of("/v1b3/projects/test-project/locations/us-central1/jobs")));
      assertThat(cloud.objects().keySet(), hasItem(startsWith("staging/given-")));
      StagedJobTest.PINNED.check(GraphOutline.of(staged(cloud.objects())).text());
    }
  }

  private static RunnerApi.Pipeline staged(Map<String, byte[]> objects) throws IOException {
    for (Map.Entry<String, byte[]> object : objects.entrySet()) {
      if (object.getKey().startsWith("staging/pipeline-")) {
        return RunnerApi.Pipeline.parseFrom(object.getValue());
      }
    }
    throw new AssertionError("no graph among " + objects.keySet());
  }

  private void run(String... args) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                BUNDLE.toString()));
    command.addAll(List.of(args));
    Path output = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat("ended", process.waitFor(120, TimeUnit.SECONDS), is(true));
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(output), process.exitValue(), is(DataflowMain.SUBMITTED));
  }
}
