package io.tidemark.runners.launch;

import io.tidemark.pipelines.TidemarkPipeline;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.sink.postgres.Migrations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The main job and its database, as the command line uses them; nothing else here names them. */
public final class MainJob {

  private MainJob() {}

  /** Launches the pipeline of all four streams. */
  public static PipelineLauncher launcher() {
    return new BeamLauncher<>(
        TidemarkOptions.class, TidemarkPipeline::create, ServerCheck::checkAnswer);
  }

  /** Applies the missing migrations and returns how many those were. */
  public static int migrate(String jdbcUrl, @Nullable String user, @Nullable Path passwordFile)
      throws IOException {
    String password = passwordFile == null ? null : Files.readString(passwordFile).strip();
    return Migrations.migrate(jdbcUrl, user, password);
  }
}
