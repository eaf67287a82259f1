package io.tidemark.runners.launch;

import io.tidemark.pipelines.Settings;
import io.tidemark.pipelines.TidemarkPipeline;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.sink.postgres.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The entry points of the command line to the main job and its database. */
public final class MainJob {

  private MainJob() {}

  /** Returns a launcher of the pipeline of all streams. */
  public static PipelineLauncher launcher() {
    return new BeamLauncher<>(
        TidemarkOptions.class,
        TidemarkPipeline::create,
        StartChecks::check,
        Settings::from,
        TopicIds::identity);
  }

  /**
   * Applies the missing migrations and returns their number.
   *
   * @param user null if the URL names the user
   * @param passwordFile a local file whose first line is the password; null for none
   */
  public static int migrate(String jdbcUrl, @Nullable String user, @Nullable Path passwordFile)
      throws IOException {
    String password =
        passwordFile == null ? null : Files.readString(passwordFile).lines().findFirst().orElse("");
    return Migrations.migrate(jdbcUrl, user, password);
  }
}
