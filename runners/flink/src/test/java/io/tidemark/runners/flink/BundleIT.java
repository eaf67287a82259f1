package io.tidemark.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bundle: small, complete, its service files merged; each run in a JVM of its own. */
@Timeout(value = 420, unit = TimeUnit.SECONDS)
class BundleIT {

  private static final Path BUNDLE = Path.of(System.getProperty("tidemark.bundle"));

  @Test
  void isBelow150Megabytes() throws IOException {
    assertThat(Files.size(BUNDLE), lessThan(150_000_000L));
  }

  @Test
  void serviceFilesHoldTheEntriesOfEveryJar() throws IOException {
    assertThat(
        services("org.apache.beam.sdk.runners.PipelineRunnerRegistrar"),
        hasItems("org.apache.beam.runners.flink.FlinkRunnerRegistrar$Runner"));
    assertThat(
        services("org.apache.beam.sdk.io.FileSystemRegistrar"),
        hasItems("org.apache.beam.sdk.io.LocalFileSystemRegistrar"));
    assertThat(
        services("org.apache.beam.sdk.options.PipelineOptionsRegistrar"),
        hasItems(
            "org.apache.beam.sdk.options.DefaultPipelineOptionsRegistrar",
            "org.apache.beam.runners.flink.FlinkRunnerRegistrar$Options"));
    assertThat(
        services("org.flywaydb.core.extensibility.Plugin"),
        hasItems(
            "org.flywaydb.core.internal.configuration.extensions.PrepareScriptFilenameConfigurationExtension",
            "org.flywaydb.database.postgresql.PostgreSQLDatabaseType"));
    assertThat(services("java.sql.Driver"), hasItems("org.postgresql.Driver"));
    assertThat(
        services("org.apache.beam.sdk.util.construction.TransformPayloadTranslatorRegistrar"),
        hasItems(
            "org.apache.beam.runners.flink.FlinkStreamingTransformTranslators$FlinkTransformsRegistrar"));
  }

  @Test
  void aJvmWithNothingButTheBundleRunsStateAndTimersOnEmbeddedFlink() throws Exception {
    Run run =
        run(
            "-cp",
            BUNDLE + java.io.File.pathSeparator + testClasses(),
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            SmokePipeline.class.getName());
    assertThat(run.output, run.exitCode, is(0));
    assertThat(run.output, containsString("total=6\n"));
  }

  @Test
  void itsMainClassSaysWhichOptionIsMissing() throws Exception {
    Run run = run("-jar", BUNDLE.toString());
    assertThat(run.output, run.exitCode, not(equalTo(0)));
    assertThat(run.output, containsString("nothing to read: give --bootstrapServers=HOST:PORT"));
  }

  private static List<String> services(String type) throws IOException {
    try (JarFile jar = new JarFile(BUNDLE.toFile())) {
      ZipEntry entry = jar.getEntry("META-INF/services/" + type);
      String text = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().map(String::strip).toList();
    }
  }

  private static Path testClasses() throws Exception {
    return Path.of(BundleIT.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private record Run(int exitCode, String output) {}

  private static Run run(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx384m");
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), output);
    } finally {
      process.destroyForcibly();
    }
  }
}
